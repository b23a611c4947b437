/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: replay-TARGET PATTERN...
 *
 * Where there is no libFuzzer: gives the target each file that fits a pattern, whole and then
 * AVOCET_FUZZ_ROUNDS times (default 60) cut short, with bytes flipped or with something nasty in
 * it. The seed is printed; AVOCET_SEED=N repeats a run. What made it abort is left in
 * replay-TARGET.crash in the current folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <unistd.h>

#include "fuzz.h"
#include "hostile.h"

#define ROUNDS 60
#define FLIPS_MAX 8
#define FILE_MAX_BYTES (256 * 1024)

static const char *crash_file;
static const uint8_t *current;
static size_t current_size;

static void on_abort(int signal)
{
	int fd = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd >= 0 && write(fd, current, current_size) == (ssize_t)current_size)
		close(fd);
	raise(signal); /* SA_RESETHAND: this time it ends us */
}

static void leave_a_trace(struct arena *arena)
{
	static const int signals[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE };
	struct sigaction action = { .sa_handler = on_abort, .sa_flags = (int)SA_RESETHAND }, old;

	crash_file = arena_printf(arena, "%s.crash", program_invocation_short_name);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		/* A sanitizer that has its own handler says more than we do. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
}

/* In memory of just that size, so that a sanitizer sees each byte too far. */
static void run(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ uint8_t *copy = malloc(size ? size : 1);

	REQUIRE(copy);
	memcpy(copy, bytes, size);
	current = copy;
	current_size = size;
	LLVMFuzzerTestOneInput(copy, size);
}

static void flip(uint8_t *bytes, size_t size)
{
	for (uint64_t flips = 1 + hostile_random(FLIPS_MAX); flips; flips--)
		bytes[hostile_random(size)] ^= (uint8_t)(1 << hostile_random(8));
}

static void overwrite(uint8_t *bytes, size_t size)
{
	const char *piece = hostile_piece();
	size_t at = hostile_random(size), length = strlen(piece);

	memcpy(bytes + at, piece, length < size - at ? length : size - at);
}

static void run_bent(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ uint8_t *bent = malloc(size);
	uint64_t ways = 1 + hostile_random(7);

	REQUIRE(bent);
	memcpy(bent, bytes, size);
	if (ways & 1)
		flip(bent, size);
	if (ways & 2)
		overwrite(bent, size);
	run(bent, ways & 4 ? hostile_random(size) : size);
}

static void run_file(const char *path, long rounds)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ uint8_t *bytes = malloc(FILE_MAX_BYTES);
	size_t size;

	REQUIRE(file && bytes);
	size = fread(bytes, 1, FILE_MAX_BYTES, file);
	run(bytes, size);
	for (; size && rounds > 0; rounds--)
		run_bent(bytes, size);
}

static size_t run_pattern(const char *pattern, long rounds)
{
	glob_t found = { 0 };
	size_t count = 0;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (; count < found.gl_pathc; count++)
			run_file(found.gl_pathv[count], rounds);
	else
		fprintf(stderr, "no file fits %s\n", pattern);
	globfree(&found);
	return count;
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *given = getenv("AVOCET_FUZZ_ROUNDS");
	long rounds = given ? atol(given) : ROUNDS;
	size_t files = 0;
	bool complete = argc > 1;

	hostile_begin();
	leave_a_trace(arena);
	for (int i = 1; i < argc; i++) {
		size_t found = run_pattern(argv[i], rounds);

		complete &= found > 0;
		files += found;
	}
	printf("%zu files, %ld changes of each\n", files, rounds);
	return complete ? 0 : 1;
}
