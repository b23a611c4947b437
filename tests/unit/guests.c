/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Virtual machines known by their labels, and who may say which is which. */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>

#define STARTED(serial) "type=VIRT_MACHINE_ID msg=audit(1.1:" #serial "): "
#define ROOT "pid=1 uid=0 auid=4294967295 ses=4294967295 "
#define LIBVIRT ROOT "subj=system_u:system_r:virtd_t:s0-s0:c0.c1023 "
#define GUEST "system_u:system_r:svirt_t:s0:c11,c22"
#define SAYS(name, label) "msg='virt=kvm vm=" name " uuid=1-2 vm-ctx=" label \
	" img-ctx=system_u:object_r:svirt_image_t:s0:c11,c22 model=selinux exe=\"/usr/sbin/libvirtd\" " \
	"hostname=? addr=? terminal=? res=success'"
#define DENIED(label) "type=AVC msg=audit(1.1:9): avc:  denied  { read } for  pid=7 comm=\"qemu\" scontext=" label \
	" tcontext=system_u:object_r:etc_t:s0 tclass=file permissive=0\n"

static void assert_guest(const char *log, const char *name)
{
	struct told told = hear_text(log);

	assert_int_equal(told.count, 1);
	if (!text_equal(told.denials[0]->container, name))
		fail_msg("%s, not %s, of %s", told.denials[0]->container ? told.denials[0]->container : "none",
			name ? name : "none", log);
	arena_free(told.arena);
}

static void libvirt_tells(void **state)
{
	static const char *const said[] = {
		STARTED(1) LIBVIRT SAYS("\"web 1\"", GUEST) "\x1dUID=\"root\" AUID=\"unset\"\n",
		STARTED(1) ROOT "subj=system_u:system_r:virtqemud_t:s0 " SAYS("\"web 1\"", GUEST) "\n",
		STARTED(1) LIBVIRT SAYS("7765622031", GUEST) "\n",
		"type=UNKNOWN[2502] msg=audit(1.1:1): " LIBVIRT SAYS("\"web 1\"", GUEST) "\n",
		/* The guest that has it now. */
		STARTED(1) LIBVIRT SAYS("\"old\"", GUEST) "\n" STARTED(2) LIBVIRT SAYS("\"web 1\"", GUEST) "\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		struct arena *arena = arena_new();

		assert_guest(arena_printf(arena, "%s%s", said[i], DENIED(GUEST)), "web 1");
		assert_guest(arena_printf(arena, "%s%s", said[i],
			DENIED("system_u:system_r:svirt_t:s0:c11,c23")), NULL);
		assert_guest(arena_printf(arena, "%s%s", said[i],
			DENIED("system_u:system_r:container_t:s0:c11,c22")), NULL);
		assert_guest(arena_printf(arena, "%snode=b %s", said[i], DENIED(GUEST)), NULL);
		arena_free(arena);
	}
	assert_guest("node=b " STARTED(1) LIBVIRT SAYS("\"x\"", GUEST) "\nnode=b " DENIED(GUEST), "x");
	assert_guest(DENIED(GUEST), NULL);
}

/* Whoever may write to the audit system chooses the message, not what the kernel says before it. */
static void nobody_else_is_believed(void **state)
{
	static const char *const said[] = {
		STARTED(1) ROOT "subj=system_u:system_r:sshd_t:s0 " SAYS("\"x\"", GUEST) "\n",
		STARTED(1) "pid=1 uid=1000 auid=1000 ses=1 subj=system_u:system_r:virtd_t:s0 "
			SAYS("\"x\"", GUEST) "\n",
		STARTED(1) ROOT "subj=u:r:a_t:s0 msg='subj=system_u:system_r:virtd_t:s0 ' "
			SAYS("\"x\"", GUEST) "\n",
		STARTED(1) ROOT "subj=u:r:virt_bridgehelper_t:s0 " SAYS("\"x\"", GUEST) "\n",
		STARTED(1) SAYS("\"x\"", GUEST) "\n",
		STARTED(1) LIBVIRT "\n",
		STARTED(1) LIBVIRT "msg='\n",
		"type=VIRT_CONTROL msg=audit(1.1:1): " LIBVIRT SAYS("\"x\"", GUEST) "\n",
		"type=USER_CMD msg=audit(1.1:1): " ROOT "subj=u:r:a_t:s0 msg='cmd=\"" STARTED(1) "' " LIBVIRT
			SAYS("\"x\"", GUEST) "\"'\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		struct arena *arena = arena_new();

		assert_guest(arena_printf(arena, "%s%s", said[i], DENIED(GUEST)), NULL);
		arena_free(arena);
	}
}

/* Where all guests have the same label, it names none. */
static void what_is_no_pair(void **state)
{
	static const char *const ranges[] = { "s0", "s0-s0:c0.c1023", "s0:c1", "s0:c1.c3", "s0:c1,c2,c3",
		"s0:c1,", "" };

	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++) {
		struct arena *arena = arena_new();

		assert_guest(arena_printf(arena, STARTED(1) LIBVIRT SAYS("\"x\"", "u:r:svirt_t:%s") "\n"
			DENIED("u:r:svirt_t:%s"), ranges[i], ranges[i]), NULL);
		arena_free(arena);
	}
}

/* A thousand guests: the newest are known, and memory ends somewhere. */
static void only_the_newest_are_remembered(void **state)
{
	char *text;
	size_t length;
	FILE *log = open_memstream(&text, &length);
	struct told told;

	for (int i = 0; i < 1000; i++)
		fprintf(log, STARTED(1) LIBVIRT SAYS("\"g%d\"", "u:r:svirt_t:s0:c%d,c1023") "\n", i, i);
	fputs(DENIED("u:r:svirt_t:s0:c999,c1023"), log);
	fputs("type=AVC msg=audit(1.1:10): avc:  denied  { read } for  pid=7 scontext=u:r:svirt_t:s0:c700,c1023 "
		"tcontext=u:object_r:b_t:s0 tclass=file\n", log);
	fclose(log);
	told = hear_text(text);
	assert_int_equal(told.count, 2);
	assert_string_equal(told.denials[0]->container, "g999");
	assert_null(told.denials[1]->container);
	assert_string_equal(told.denials[1]->source.range, "s0:c700,c1023");
	arena_free(told.arena);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libvirt_tells),
		cmocka_unit_test(nobody_else_is_believed),
		cmocka_unit_test(what_is_no_pair),
		cmocka_unit_test(only_the_newest_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
