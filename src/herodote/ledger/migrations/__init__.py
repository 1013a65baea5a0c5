"""Alembic's environment: the steps that bring an older ledger to this version's tables."""
