"""What every test shares: golden files, the profiles of Hypothesis, and the rule that CI skips nothing."""

import os
import sys
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.golden import Golden

IN_CI = os.environ.get("CI") == "true"

settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "local")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite the files in tests/golden")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with tests/golden/<name>.txt: `golden("name", text)`."""
    return Golden(rewrite=bool(request.config.getoption("--rewrite-golden")))


class NothingIsSkipped:
    """Turns every skip into a failure: CI has what the tests need, so a skip would hide that one did not run."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped and not hasattr(report, "wasxfail"):
            report.outcome = "failed"
            report.longrepr = f"skipped, which CI does not allow: {call.excinfo.value if call.excinfo else ''}"
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.outcome == "skipped":
            report.outcome = "failed"
        return report


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # a worker of xdist; Spark takes a program without a file for its own doctests
        sys.modules["__main__"].__file__ = pytest.__file__
    if IN_CI:
        config.pluginmanager.register(NothingIsSkipped(), "nothing-is-skipped")
