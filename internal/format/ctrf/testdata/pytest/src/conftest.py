import pytest


@pytest.fixture(scope="session", autouse=True)
def about_the_run(record_testsuite_property):
    record_testsuite_property("branch", "main")
    record_testsuite_property("environment", "staging")
    record_testsuite_property("build_url", "https://ci.example/builds/42")
    record_testsuite_property("api_token", "not-to-be-read")
