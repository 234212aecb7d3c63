"""Migrations of the log's tables, run by `nextstride.log.database.migrate`."""
