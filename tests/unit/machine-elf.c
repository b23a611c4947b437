/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs and libraries as the compiler makes them, in a machine of their own. */
#include "machine-tree.h"

#include "machine-elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sys/wait.h>

static const char plain_source[] = "void _start(void) { }\n";
/* An address in the code, which the linker has to write there. */
static const char textrel_source[] =
	"void f(void) { }\n"
	"__asm__(\".text\\n.balign 8\\n.global g\\ng: .8byte f_elsewhere\\n\");\n";

static int run(const char *const *command)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		execvp(command[0], (char **)command);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Makes the file of the machine's from the source; more: options, separated by blanks, in which @
 * stands for the machine's folder. */
static void compile(const char *path, const char *source, const char *more)
{
	struct strings command = { 0 };
	char *options = arena_strdup(arena, more), *option;
	const char *compiler = getenv("TEST_CC");
	const char *const always[] = {
		compiler ? compiler : "cc", "-nostdlib", "-fPIC", "-w", "-Wl,--no-as-needed,--build-id=none",
		"-Wl,--unresolved-symbols=ignore-all", "-o",
	};

	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		strings_add(&command, arena, always[i]);
	strings_add(&command, arena, tree_path(path));
	tree_put("/source.c", source);
	strings_add(&command, arena, tree_path("/source.c"));
	while ((option = strtok_r(options, " ", &options)))
		strings_add(&command, arena, *option == '@'
			? arena_printf(arena, "%s%s", top, option + 1) : option);
	assert_int_equal(run(command.items), 0);
}

static void make_library(const char *path, const char *source, const char *more)
{
	compile(path, source, arena_printf(arena, "-shared -Wl,-soname,%s %s",
		strrchr(path, '/') + 1, more));
}

static const struct avocet_elf *ask(const char *path)
{
	struct machine *machine = tree_machine();
	const struct avocet_elf *elf = machine_elf(machine, path, arena);

	machine_free(machine);
	return elf;
}

static void assert_names(const char *const *names, const char *expected)
{
	const char *text = "";

	for (; *names; names++)
		text = arena_printf(arena, "%s%s ", text, *names);
	assert_string_equal(text, expected);
}

static void assert_elf(const char *path, const char *execstack, const char *textrel)
{
	const struct avocet_elf *elf = ask(path);

	assert_non_null(elf);
	assert_names(elf->execstack, execstack);
	assert_names(elf->textrel, textrel);
}

static void test_a_program(void **state)
{
	compile("/bin/good", plain_source, "-Wl,-z,noexecstack");
	compile("/bin/stack", plain_source, "-Wl,-z,execstack");
	compile("/bin/static", plain_source, "-static -Wl,-z,execstack");
	make_library("/lib/libtext.so", textrel_source, "-Wl,-z,notext -Wl,-z,noexecstack");
	assert_elf("/bin/good", "", "");
	assert_elf("/bin/stack", "/bin/stack ", "");
	assert_elf("/bin/static", "/bin/static ", "");
	assert_elf("/lib/libtext.so", "", "/lib/libtext.so ");
	tree_link("/bin/link", "stack");
	assert_elf("/bin/link", "/bin/link ", "");
}

/* Makes the file one from before there was such a header. */
static void remove_stack_header(const char *path)
{
	_cleanup_fd_ int fd = open(tree_path(path), O_RDWR | O_CLOEXEC);
	unsigned removed = 0;
	ElfW(Ehdr) head;
	ElfW(Phdr) part;

	assert_int_equal(pread(fd, &head, sizeof(head), 0), sizeof(head));
	for (unsigned i = 0; i < head.e_phnum; i++) {
		off_t at = (off_t)(head.e_phoff + i * sizeof(part));

		assert_int_equal(pread(fd, &part, sizeof(part), at), sizeof(part));
		if (part.p_type != PT_GNU_STACK)
			continue;
		part.p_type = PT_NULL;
		assert_int_equal(pwrite(fd, &part, sizeof(part), at), sizeof(part));
		removed++;
	}
	assert_int_equal(removed, 1);
}

static void set_machine(const char *path, uint16_t machine)
{
	_cleanup_fd_ int fd = open(tree_path(path), O_RDWR | O_CLOEXEC);

	assert_int_equal(pwrite(fd, &machine, sizeof(machine), offsetof(ElfW(Ehdr), e_machine)),
		sizeof(machine));
}

static void test_no_stack_header(void **state)
{
	compile("/bin/old", plain_source, "-Wl,-z,noexecstack");
	remove_stack_header("/bin/old");
	set_machine("/bin/old", EM_X86_64);
	assert_elf("/bin/old", "/bin/old ", "");
	set_machine("/bin/old", EM_386);
	assert_elf("/bin/old", "/bin/old ", "");
	set_machine("/bin/old", EM_AARCH64);
	assert_elf("/bin/old", "", "");
}

/* game needs libplug, beside it, and libold, where ld.so.conf says; libplug needs libdeep, which
 * needs libplug. */
static void test_libraries(void **state)
{
	make_library("/opt/old/libold.so", plain_source, "-Wl,-z,execstack");
	make_library("/usr/lib/game/libplug.so", plain_source, "");
	make_library("/usr/lib/libdeep.so", textrel_source,
		"-Wl,-z,notext,-z,noexecstack @/usr/lib/game/libplug.so");
	make_library("/usr/lib/game/libplug.so", plain_source,
		"-Wl,-z,noexecstack @/usr/lib/libdeep.so");
	tree_put("/etc/ld.so.conf.d/old.conf", "# games\n/opt/none # not there\n /opt/old\n");
	compile("/usr/bin/game", plain_source, "-Wl,-z,noexecstack "
		"-Wl,--enable-new-dtags,-rpath,$ORIGIN/../lib/game "
		"@/usr/lib/game/libplug.so @/opt/old/libold.so");
	assert_elf("/usr/bin/game", "/opt/old/libold.so ", "/usr/lib/libdeep.so ");
	/* The older kind of path counts for the libraries' libraries too. */
	rename(tree_path("/usr/lib/libdeep.so"), tree_path("/usr/lib/game/libdeep.so"));
	assert_elf("/usr/bin/game", "/opt/old/libold.so ", "");
	compile("/usr/bin/game", plain_source, "-Wl,-z,noexecstack "
		"-Wl,--disable-new-dtags,-rpath,/none:${ORIGIN}/../lib/game "
		"@/usr/lib/game/libplug.so @/opt/old/libold.so");
	assert_elf("/usr/bin/game", "/opt/old/libold.so ",
		"/usr/bin/../lib/game/libdeep.so ");
}

static void test_another_architecture(void **state)
{
	make_library("/usr/lib64/libtwo.so", plain_source, "-Wl,-z,execstack");
	make_library("/usr/lib/libtwo.so", plain_source, "-Wl,-z,execstack");
	compile("/bin/two", plain_source, "-Wl,-z,noexecstack @/usr/lib64/libtwo.so");
	assert_elf("/bin/two", "/usr/lib64/libtwo.so ", "");
	set_machine("/usr/lib64/libtwo.so", EM_S390);
	assert_elf("/bin/two", "/usr/lib/libtwo.so ", "");
}

/* What stands outside of the machine is not looked at, though the links lead there. */
static void test_no_way_out(void **state)
{
	_cleanup_free_ char *outside = strdup("/tmp/avocet-outside-XXXXXX");

	assert_non_null(mkdtemp(outside));
	make_library("/usr/lib/libout.so", plain_source, "-Wl,-z,execstack");
	compile("/bin/out", plain_source, "-Wl,-z,noexecstack @/usr/lib/libout.so");
	assert_elf("/bin/out", "/usr/lib/libout.so ", "");
	rename(tree_path("/usr/lib/libout.so"), arena_printf(arena, "%s/libout.so", outside));
	tree_link("/usr/lib/libout.so", arena_printf(arena, "%s/libout.so", outside));
	assert_elf("/bin/out", "", "");
	assert_null(ask("/usr/lib/libout.so"));
	unlink(arena_printf(arena, "%s/libout.so", outside));
	rmdir(outside);
	unlink(tree_path("/usr/lib/libout.so"));
	assert_int_equal(mkfifo(tree_path("/usr/lib/libout.so"), 0644), 0);
	assert_elf("/bin/out", "", "");
	assert_null(ask("/usr/lib/libout.so"));
}

static void test_no_elf(void **state)
{
	_cleanup_fd_ int fd = -1;
	char *text;
	size_t length;
	struct machine *machine = tree_machine();

	tree_put("/bin/script", "#!/bin/sh\nexit 0\n");
	tree_put("/bin/empty", "");
	compile("/bin/object.o", plain_source, "-r");
	compile("/bin/whole", plain_source, "-Wl,-z,execstack");
	assert_null(machine_elf(machine, "/bin/script", arena));
	assert_null(machine_elf(machine, "/bin/empty", arena));
	assert_null(machine_elf(machine, "/bin/object.o", arena));
	assert_null(machine_elf(machine, "/bin", arena));
	assert_null(machine_elf(machine, "/bin/none", arena));
	assert_int_equal(place_read(machine_host_of(machine), "/bin/whole", 1 << 20, arena, &text,
		&length), 0);
	fd = open(tree_path("/bin/cut"), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	for (size_t cut = 0; cut < sizeof(ElfW(Ehdr)) + sizeof(ElfW(Phdr)); cut += 3) {
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, text, cut, 0), cut);
		assert_null(machine_elf(machine, "/bin/cut", arena));
	}
	machine_free(machine);
}

/* No more than so many files are read, however many a program asks for. */
static void test_many_libraries(void **state)
{
	const char *options = arena_printf(arena, "-Wl,-z,execstack -L%s/lib", top);
	const struct avocet_elf *elf;
	unsigned count = 0;

	compile("/lib/liba0.so", plain_source, "-shared -Wl,-z,execstack");
	for (unsigned i = 0; i < 300; i++) {
		const char *path = arena_printf(arena, "/lib/liba%u.so", i);

		if (i > 0)
			assert_int_equal(link(tree_path("/lib/liba0.so"), tree_path(path)), 0);
		options = arena_printf(arena, "%s -la%u", options, i);
	}
	compile("/bin/many", plain_source, options);
	elf = ask("/bin/many");
	assert_string_equal(elf->execstack[1], "/lib/liba0.so");
	while (elf->execstack[count])
		count++;
	assert_int_equal(count, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_program, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_no_stack_header, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_libraries, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_another_architecture, tree_set_up,
			tree_tear_down),
		cmocka_unit_test_setup_teardown(test_no_way_out, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_no_elf, tree_set_up, tree_tear_down),
		cmocka_unit_test_setup_teardown(test_many_libraries, tree_set_up, tree_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
