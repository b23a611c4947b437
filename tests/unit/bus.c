/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON ↔ a{sv} through real D-Bus messages, ours and hostile ones. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bus.h"

/* A bus that never connects, but can make messages. */
static sd_bus_message *new_message(void)
{
	sd_bus_message *message;
	sd_bus *bus;

	assert_true(sd_bus_new(&bus) >= 0);
	assert_true(sd_bus_set_address(bus, "unix:path=/dev/null") >= 0);
	/* Messages can be made once it was started, whatever became of that. */
	sd_bus_start(bus);
	assert_true(
		sd_bus_message_new_signal(bus, &message, "/test", "org.avocet.Test", "Test") >= 0);
	sd_bus_unref(bus);
	return message;
}

static void seal(sd_bus_message *message)
{
	assert_true(sd_bus_message_seal(message, 1, 0) >= 0);
	assert_true(sd_bus_message_rewind(message, true) >= 0);
}

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	return json;
}

/* Sends in, expects out (NULL: the same). */
static void round_trip(const char *in, const char *out)
{
	sd_bus_message *message = new_message();
	json_t *sent = parse(in), *expected = parse(out ? out : in), *got = NULL;

	assert_int_equal(bus_append_object(message, sent), 0);
	seal(message);
	assert_int_equal(bus_read_object(message, &got), 0);
	assert_true(json_equal(got, expected));
	assert_true(sd_bus_message_at_end(message, true) > 0);
	json_decref(sent);
	json_decref(expected);
	json_decref(got);
	sd_bus_message_unref(message);
}

static void test_round_trips(void **state)
{
	round_trip("{}", NULL);
	round_trip("{\"text\":\"\",\"more\":\"h\\u00e9 \\u202e <b>\"}", NULL);
	round_trip("{\"x\":9223372036854775807,\"y\":-9223372036854775808,\"z\":0}", NULL);
	round_trip("{\"d\":0.25,\"t\":true,\"f\":false}", NULL);
	round_trip("{\"a\":[],\"o\":{},\"m\":[1,\"x\",[true,{\"k\":[]}]]}", NULL);
	round_trip("{\"gone\":null,\"list\":[null,1,null]}", "{\"list\":[1]}");
	round_trip("{\"verdicts\":[{\"plugin\":\"restorecon\",\"fixes\":[{\"commands\":"
		   "[[\"restorecon\",\"-v\",\"/x\"]]}]}],\"records\":[\"type=AVC\"]}", NULL);
}

/* Objects in each other, this many. */
static json_t *nested(int levels)
{
	json_t *json = json_object();

	for (int i = 1; i < levels; i++)
		json = json_pack("{so}", "o", json);
	return json;
}

static void test_depth(void **state)
{
	sd_bus_message *message = new_message();
	json_t *deepest = nested(16), *too_deep = nested(17), *got;

	assert_int_equal(bus_append_object(message, deepest), 0);
	seal(message);
	assert_int_equal(bus_read_object(message, &got), 0);
	assert_true(json_equal(got, deepest));
	json_decref(got);
	sd_bus_message_unref(message);

	message = new_message();
	assert_int_equal(bus_append_object(message, too_deep), -EINVAL);
	sd_bus_message_unref(message);
	json_decref(deepest);
	json_decref(too_deep);
}

static void test_what_cannot_be_sent(void **state)
{
	json_t *array = json_array(), *nul = json_pack("{ss#}", "a", "x\0y", 3);
	sd_bus_message *message = new_message();

	assert_int_equal(bus_append_object(message, array), -EINVAL);
	assert_int_equal(bus_append_object(message, NULL), -EINVAL);
	assert_int_equal(bus_append_object(message, nul), -EINVAL);
	json_decref(array);
	json_decref(nul);
	sd_bus_message_unref(message);
}

static void test_all_basic_types(void **state)
{
	sd_bus_message *message = new_message();
	json_t *got, *expected = parse("{\"y\":255,\"n\":-1,\"q\":65535,\"i\":-2,\"u\":4294967295,"
				       "\"t\":7,\"o\":\"/a\",\"g\":\"a{sv}\",\"as\":[\"x\",\"y\"],"
				       "\"dict\":{\"k\":3},\"v\":\"inner\"}");

	assert_true(sd_bus_message_append(message, "a{sv}", 11, "y", "y", 255, "n", "n", -1, "q", "q",
			    65535, "i", "i", -2, "u", "u", UINT32_MAX, "t", "t", (uint64_t)7, "o",
			    "o", "/a", "g", "g", "a{sv}", "as", "as", 2, "x", "y", "dict", "a{si}",
			    1, "k", 3, "v", "v", "s", "inner") >= 0);
	seal(message);
	assert_int_equal(bus_read_object(message, &got), 0);
	assert_true(json_equal(got, expected));
	json_decref(got);
	json_decref(expected);
	sd_bus_message_unref(message);
}

static void expect_refused(sd_bus_message *message)
{
	json_t *got = (json_t *)1;

	seal(message);
	assert_int_equal(bus_read_object(message, &got), -EBADMSG);
	assert_ptr_equal(got, (json_t *)1);
	sd_bus_message_unref(message);
}

static void test_hostile_types(void **state)
{
	sd_bus_message *message;

	expect_refused(new_message());
	message = new_message();
	assert_true(sd_bus_message_append(message, "s", "no object") >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "as", 1, "no object") >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "a{sv}", 1, "r", "(si)", "struct", 1) >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "a{sv}", 1, "h", "h", 0) >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "a{sv}", 1, "k", "a{is}", 1, 5, "x") >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "a{sv}", 1, "t", "t", UINT64_MAX) >= 0);
	expect_refused(message);
	message = new_message();
	assert_true(sd_bus_message_append(message, "a{sv}", 1, "d", "d", (double)NAN) >= 0);
	expect_refused(message);
}

/* A variant in a variant in a variant … */
static void test_variants_in_variants(void **state)
{
	sd_bus_message *message = new_message();
	const int levels = 40;

	assert_true(sd_bus_message_open_container(message, 'a', "{sv}") >= 0);
	assert_true(sd_bus_message_open_container(message, 'e', "sv") >= 0);
	assert_true(sd_bus_message_append(message, "s", "deep") >= 0);
	for (int i = 0; i < levels; i++)
		assert_true(sd_bus_message_open_container(message, 'v', "v") >= 0);
	assert_true(sd_bus_message_append(message, "v", "i", 1) >= 0);
	for (int i = 0; i < levels + 2; i++)
		assert_true(sd_bus_message_close_container(message) >= 0);
	expect_refused(message);
}

/* The same, with arrays, whose depth is in the type. */
static void test_arrays_in_arrays(void **state)
{
	sd_bus_message *message = new_message();
	const char *types = "aaaaaaaaaaaaaaaaaaaai";

	assert_true(sd_bus_message_open_container(message, 'a', "{sv}") >= 0);
	assert_true(sd_bus_message_open_container(message, 'e', "sv") >= 0);
	assert_true(sd_bus_message_append(message, "s", "deep") >= 0);
	assert_true(sd_bus_message_open_container(message, 'v', types) >= 0);
	for (const char *inner = types + 1; *inner; inner++)
		assert_true(sd_bus_message_open_container(message, 'a', inner) >= 0);
	for (size_t i = 0; i < strlen(types) + 2; i++)
		assert_true(sd_bus_message_close_container(message) >= 0);
	expect_refused(message);
}

/* Of count texts of that length. */
static bool texts_are_small(size_t count, size_t length)
{
	char text[128 * 1024 + 1] = { 0 };
	sd_bus_message *message = new_message();
	json_t *list = json_array(), *object = json_object(), *got;
	bool small;

	memset(text, 'x', length);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(text));
	json_object_set_new(object, "list", list);
	assert_int_equal(bus_append_object(message, object), 0);
	seal(message);
	small = bus_is_small(message);
	/* It is read from its start all the same. */
	assert_int_equal(bus_read_object(message, &got), 0);
	assert_true(json_equal(got, object));
	json_decref(got);
	json_decref(object);
	sd_bus_message_unref(message);
	return small;
}

static void test_sizes(void **state)
{
	assert_true(texts_are_small(0, 0));
	assert_true(texts_are_small(1, 100 * 1024));
	assert_false(texts_are_small(1, 128 * 1024));
	assert_true(texts_are_small(1000, 64));
	assert_false(texts_are_small(10000, 1));
}

static void test_bytes_and_depth(void **state)
{
	static const uint8_t bytes[1 << 20];
	sd_bus_message *message = new_message();
	int r = 0;

	assert_true(sd_bus_message_append_array(message, 'y', bytes, sizeof bytes) >= 0);
	seal(message);
	assert_false(bus_is_small(message));
	sd_bus_message_unref(message);
	message = new_message();
	for (int depth = 0; depth < 60 && r >= 0; depth++)
		r = sd_bus_message_open_container(message, 'v', depth == 59 ? "s" : "v");
	assert_true(r >= 0);
	assert_true(sd_bus_message_append(message, "s", "deep") >= 0);
	for (int depth = 0; depth < 60; depth++)
		assert_true(sd_bus_message_close_container(message) >= 0);
	seal(message);
	assert_false(bus_is_small(message));
	sd_bus_message_unref(message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_what_cannot_be_sent),
		cmocka_unit_test(test_all_basic_types),
		cmocka_unit_test(test_hostile_types),
		cmocka_unit_test(test_variants_in_variants),
		cmocka_unit_test(test_arrays_in_arrays),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_bytes_and_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
