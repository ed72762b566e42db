import shop_module_that_does_not_exist  # collection fails: no test of this file ever runs


def test_never_collected():
    pass
