"""The SQL of the databases and warehouses that can count a log where it is."""
