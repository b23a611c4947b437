/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a client says when nobody is there; all else is tried with the real daemon. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client.h"

static int take(const struct alert *alert, void *userdata)
{
	fail_msg("an alert came from nowhere");
	return 0;
}

static void test_no_bus(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct client *client = NULL;
	struct alert alert;
	json_t *status;

	setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
	assert_int_equal(client_open(&client), -EHOSTUNREACH);
	assert_non_null(client);
	assert_non_null(strstr(client_error(client), "system bus"));
	/* Whoever goes on all the same is told the same. */
	assert_int_equal(client_list(client, NULL, take, NULL), -EHOSTUNREACH);
	assert_int_equal(client_get(client, "1", arena, &alert), -EHOSTUNREACH);
	assert_int_equal(client_status(client, &status), -EHOSTUNREACH);
	assert_int_equal(client_stats(client, NULL, &status), -EHOSTUNREACH);
	assert_int_equal(client_mutes(client, &status), -EHOSTUNREACH);
	assert_int_equal(client_unmute(client, 1), -EHOSTUNREACH);
	assert_int_equal(client_watch(client, &(struct client_watch){ 0 }), -EHOSTUNREACH);
	assert_non_null(strstr(client_error(client), "system bus"));
	client_close(client);
	client_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_bus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
