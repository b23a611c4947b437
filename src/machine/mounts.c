/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a path is mounted, from the kernel's table.
 *
 * Of this machine that table is the first process's: services such as avocetd have mounts of their
 * own (a /tmp that nobody else sees, no /home), which tell nothing of a denial. Where the two
 * differ, a file of that name is not the one that the denial was about.
 */
#include "machine-host.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LARGEST_TABLE ((size_t)32 * 1024 * 1024)

/* Words of a line, as they stand there. */
struct piece {
	const char *at;
	size_t length;
};

struct line {
	struct piece id, parent, device_number, root, point, options, type, device, more_options;
};

/* ---- reading ---- */

static bool is_proc(int fd)
{
	struct statfs status;

	return fstatfs(fd, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

static void table_close(struct mount_table *table)
{
	if (table->fd >= 0)
		close(table->fd);
	table->fd = -1;
	free(table->text);
	table->text = NULL;
}

static void table_read(struct mount_table *table)
{
	free(table->text);
	table->text = NULL;
	if (lseek(table->fd, 0, SEEK_SET) == 0 &&
		read_all(table->fd, LARGEST_TABLE, &table->text, &table->length) == 0)
		table->has_seclabel = memmem(table->text, table->length, "seclabel", 8);
	else
		table_close(table);
}

static bool table_is_ready(struct mount_table *table)
{
	struct pollfd ask = { .fd = table->fd, .events = POLLPRI };

	if (table->fd < 0)
		return false;
	/* The kernel tells this of its tables, and never of a file. */
	if (!table->text || (poll(&ask, 1, 0) > 0 && ask.revents & (POLLERR | POLLPRI)))
		table_read(table);
	return table->text;
}

/* This machine's tables: the first process's, and our own unless we are left with that alone. */
static void open_this(struct machine_host *host)
{
	static const char ours[] = "/proc/self/mountinfo", firsts[] = "/proc/1/mountinfo";

	host->mounts.is_mountinfo = host->own.is_mountinfo = true;
	host->mounts.fd = open(firsts, O_RDONLY | O_CLOEXEC);
	if (host->mounts.fd >= 0)
		host->own.fd = open(ours, O_RDONLY | O_CLOEXEC);
	else
		host->mounts.fd = open(ours, O_RDONLY | O_CLOEXEC);
}

/* A table that was kept with the files. Where /proc is mounted, it would tell of this machine. */
static void open_kept(struct machine_host *host)
{
	static const char *const files[] = {
		"proc/self/mountinfo", "proc/self/mounts", "proc/mounts",
	};
	struct mount_table *table = &host->mounts;

	for (size_t i = 0; i < ARRAY_SIZE(files) && table->fd < 0; i++) {
		table->fd = place_open_below(host->root, files[i]);
		table->is_mountinfo = i == 0;
		if (is_proc(table->fd))
			table_close(table);
	}
}

void mounts_open(struct machine_host *host)
{
	host->own.fd = host->mounts.fd = -1;
	if (host->is_this)
		open_this(host);
	else if (host->root >= 0)
		open_kept(host);
}

void mounts_close(struct machine_host *host)
{
	table_close(&host->own);
	table_close(&host->mounts);
}

/* ---- lines ---- */

static struct piece next_word(const char **text, const char *end)
{
	struct piece word;

	while (*text < end && **text == ' ')
		++*text;
	word.at = *text;
	while (*text < end && **text != ' ')
		++*text;
	word.length = (size_t)(*text - word.at);
	return word;
}

static bool is_word(struct piece word, const char *text)
{
	return word.length == strlen(text) && memcmp(word.at, text, word.length) == 0;
}

/* ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [OPTIONAL...] - TYPE DEVICE OPTIONS */
static void split_mountinfo(const char *text, const char *end, struct line *ret)
{
	struct piece *const words[] = {
		&ret->id, &ret->parent, &ret->device_number, &ret->root, &ret->point, &ret->options,
	};
	struct piece word;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		*words[i] = next_word(&text, end);
	do
		word = next_word(&text, end);
	while (word.length && !is_word(word, "-"));
	ret->type = next_word(&text, end);
	ret->device = next_word(&text, end);
	ret->more_options = next_word(&text, end);
}

/* DEVICE POINT TYPE OPTIONS 0 0 */
static void split_mounts(const char *text, const char *end, struct line *ret)
{
	ret->device = next_word(&text, end);
	ret->point = next_word(&text, end);
	ret->type = next_word(&text, end);
	ret->options = next_word(&text, end);
}

/* Takes the line at *text, and steps behind it; false at the end. */
static bool next_line(const struct mount_table *table, const char **text, struct line *ret)
{
	const char *end = table->text + table->length, *newline;

	if (*text >= end)
		return false;
	newline = memchr(*text, '\n', (size_t)(end - *text));
	end = newline ? newline : end;
	*ret = (struct line){ 0 };
	if (table->is_mountinfo)
		split_mountinfo(*text, end, ret);
	else
		split_mounts(*text, end, ret);
	*text = end + 1;
	return true;
}

/* ---- words ---- */

static bool is_octal(const char *digits, size_t length)
{
	return length >= 3 && digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' &&
		digits[1] <= '7' && digits[2] >= '0' && digits[2] <= '7';
}

/* The kernel writes blanks and backslashes as \ooo. A byte 0 stays as it is written. */
static char *plain(struct piece word, struct arena *arena)
{
	char *text = arena_strndup(arena, word.at, word.length), *to = text;

	for (size_t i = 0; i < word.length; i++) {
		const char *at = word.at + i;
		int byte = 0;

		if (*at == '\\' && is_octal(at + 1, word.length - i - 1))
			byte = (at[1] - '0') * 64 + (at[2] - '0') * 8 + at[3] - '0';
		i += byte ? 3 : 0;
		*to++ = (char)(byte ? byte : *at);
	}
	*to = '\0';
	return text;
}

/* The next of the options, which commas separate; those between quotation marks do not. */
static struct piece next_option(const char **text, const char *end)
{
	struct piece option = { .at = *text };
	bool quoted = false;

	for (; *text < end && (quoted || **text != ','); ++*text)
		quoted ^= **text == '"';
	option.length = (size_t)(*text - option.at);
	*text += *text < end; /* the comma */
	return option;
}

static const char *unquoted(struct piece option, size_t start, struct arena *arena)
{
	struct piece value = { option.at + start, option.length - start };

	if (value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"')
		value = (struct piece){ value.at + 1, value.length - 2 };
	return plain(value, arena);
}

static void take_options(struct avocet_mount *mount, bool *seclabel, struct piece options,
	struct arena *arena)
{
	const char *text = options.at, *end = text + options.length;

	while (text < end) {
		struct piece option = next_option(&text, end);

		if (is_word(option, "ro"))
			mount->read_only = true;
		else if (is_word(option, "nosuid"))
			mount->nosuid = true;
		else if (is_word(option, "seclabel"))
			*seclabel = true;
		else if (option.length > 8 && memcmp(option.at, "context=", 8) == 0)
			mount->context = unquoted(option, 8, arena);
	}
}

/* ---- which mount ---- */

/* A line whose point holds the path. */
struct candidate {
	struct line line;
	size_t length;			/* of its point */
	struct candidate *next;		/* the line before it */
};

static bool same_word(struct piece a, struct piece b)
{
	return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

static struct candidate *find_candidates(const struct mount_table *table, const char *path,
	struct arena *arena)
{
	struct candidate *found = NULL;
	const char *text = table->text;
	struct line line;

	while (next_line(table, &text, &line)) {
		struct candidate *candidate;
		const char *point;

		/* Most lines differ in the first letters. */
		if (!line.point.length || *line.point.at != '/' || (line.point.length > 1 &&
			line.point.at[1] != '\\' && line.point.at[1] != path[1]))
			continue;
		point = plain(line.point, arena);
		if (!mount_holds(point, path))
			continue;
		candidate = arena_alloc(arena, sizeof(*candidate));
		candidate->line = line;
		candidate->length = strlen(point);
		candidate->next = found;
		found = candidate;
	}
	return found;
}

/* The one that is mounted on parent where the path meets it first. */
static struct candidate *first_on(struct candidate *candidates, struct piece parent)
{
	struct candidate *first = NULL;

	for (struct candidate *c = candidates; c; c = c->next)
		if (same_word(c->line.parent, parent) && !same_word(c->line.id, parent) &&
			(!first || c->length < first->length))
			first = c;
	return first;
}

static bool has_parent(const struct candidate *candidates, const struct candidate *child)
{
	for (const struct candidate *c = candidates; c; c = c->next)
		if (c != child && same_word(c->line.id, child->line.parent))
			return true;
	return false;
}

/* As the kernel walks: from the top, through each mount on the way; a mount that was hidden by a
 * later one above it is never met. */
static struct candidate *walk(struct candidate *candidates)
{
	struct candidate *at = candidates, *next;
	size_t steps = 0, count = 0;

	for (struct candidate *c = candidates; c; c = c->next)
		count++;
	while (at && has_parent(candidates, at))
		at = at->next;
	for (next = at; next && steps <= count; steps++) {
		at = next;
		next = first_on(candidates, at->line.id);
	}
	return steps <= count ? at : NULL; /* a table in which mounts go round is none */
}

/* Without ids: the longest point, and of equal ones the last. */
static struct candidate *longest(struct candidate *candidates)
{
	struct candidate *longest = candidates;

	for (struct candidate *c = candidates; c; c = c->next)
		if (c->length > longest->length)
			longest = c;
	return longest;
}

static struct candidate *find_mount(struct mount_table *table, const char *path,
	struct arena *arena)
{
	struct candidate *candidates;

	if (!table_is_ready(table))
		return NULL;
	candidates = find_candidates(table, path, arena);
	return table->is_mountinfo ? walk(candidates) : longest(candidates);
}

/* ---- answers ---- */

static const struct avocet_mount *describe(const struct mount_table *table,
	const struct candidate *found, struct arena *arena)
{
	struct avocet_mount *mount = arena_alloc(arena, sizeof(*mount));
	const struct line *line = &found->line;
	bool seclabel = false;

	mount->point = plain(line->point, arena);
	mount->type = plain(line->type, arena);
	mount->device = plain(line->device, arena);
	take_options(mount, &seclabel, line->options, arena);
	take_options(mount, &seclabel, line->more_options, arena);
	mount->network = filesystem_is_network(mount->type);
	mount->labels = table->has_seclabel ? seclabel : filesystem_has_labels(mount->type);
	mount->labels &= !mount->context;
	return mount;
}

const struct avocet_mount *mounts_answer(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct mount_table *table = &machine_host_of(machine)->mounts;
	struct candidate *found = find_mount(table, path, arena);

	return found ? describe(table, found, arena) : NULL;
}

/* The path within its file system: the same under all mounts of it. */
static const char *inner_path(const struct candidate *found, const char *path, struct arena *arena)
{
	const char *root = plain(found->line.root, arena);

	path += found->length;
	return arena_printf(arena, "%s/%s", text_equal(root, "/") ? "" : root,
		path + strspn(path, "/"));
}

bool mounts_show(struct machine_host *host, const char *path, struct arena *arena)
{
	struct candidate *theirs, *ours;

	if (!host->is_this)
		return true;
	theirs = find_mount(&host->mounts, path, arena);
	if (!theirs)
		return false;
	if (filesystem_may_hang(plain(theirs->line.type, arena)))
		return false;
	if (!table_is_ready(&host->own))
		return true;
	ours = find_mount(&host->own, path, arena);
	return ours && same_word(theirs->line.device_number, ours->line.device_number) &&
		text_equal(inner_path(theirs, path, arena), inner_path(ours, path, arena));
}
