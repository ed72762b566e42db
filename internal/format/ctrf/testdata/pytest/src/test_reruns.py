"""For the plug-in pytest-rerunfailures."""
attempts = 0


def test_passes_at_the_third_attempt():
    global attempts
    attempts += 1
    assert attempts > 2, "the payment provider did not answer"


def test_fails_every_time():
    assert False, "the voucher of 2025 was taken"
