"""What things cost: `python -m tests.benchmarks` measures, docs/performance.md explains."""
