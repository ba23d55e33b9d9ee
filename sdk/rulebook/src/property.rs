// property tests
