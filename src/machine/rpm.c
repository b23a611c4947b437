/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RPM keeps a package's header as it stands in the package: two numbers, an index of tags, then the
 * data. A table leads from a file's last name to the headers of the packages that have one of that
 * name, and to its place in their list of files. All numbers are big-endian.
 */
#include "packages.h"

#include <endian.h>
#include <sqlite3.h>
#include <string.h>

#define HITS_MAX 4096	/* headers read for one question; "index.html" is in many */

enum tag {
	TAG_NAME = 1000,
	TAG_INSTALLTIME = 1008,	/* in seconds */
	TAG_DIRINDEXES = 1116,	/* for each file, which of the folders it is in */
	TAG_BASENAMES = 1117,
	TAG_DIRNAMES = 1118,
};

struct header {
	const unsigned char *index, *data;
	uint32_t tags, size;	/* how many tags, and bytes of data */
};

static uint32_t number_at(const unsigned char *bytes)
{
	uint32_t number;

	memcpy(&number, bytes, sizeof(number));
	return be32toh(number);
}

static bool header_open(const unsigned char *blob, size_t length, struct header *ret)
{
	uint32_t tags, size;

	if (!blob || length < 8)
		return false;
	tags = number_at(blob);
	size = number_at(blob + 4);
	if (tags > (length - 8) / 16 || size > length - 8 - (size_t)tags * 16)
		return false;
	*ret = (struct header){ blob + 8, blob + 8 + (size_t)tags * 16, tags, size };
	return true;
}

/* Where the tag's data begin, and how many values it has; NULL: it is not there. */
static const unsigned char *find_tag(const struct header *header, enum tag tag, uint32_t *ret_count)
{
	for (uint32_t i = 0; i < header->tags; i++) {
		const unsigned char *entry = header->index + (size_t)i * 16;
		uint32_t offset = number_at(entry + 8);

		if (number_at(entry) != tag || offset >= header->size)
			continue;
		*ret_count = number_at(entry + 12);
		return header->data + offset;
	}
	return NULL;
}

static const char *string_of(const struct header *header, enum tag tag, uint32_t which)
{
	const unsigned char *end = header->data + header->size;
	uint32_t count;
	const unsigned char *text = find_tag(header, tag, &count);

	if (!text || which >= count)
		return NULL;
	for (; text < end; which--) {
		const unsigned char *zero = memchr(text, '\0', (size_t)(end - text));

		if (!zero)
			return NULL;
		if (!which)
			return (const char *)text;
		text = zero + 1;
	}
	return NULL;
}

static bool number_of(const struct header *header, enum tag tag, uint32_t which, uint32_t *ret)
{
	const unsigned char *end = header->data + header->size;
	uint32_t count;
	const unsigned char *numbers = find_tag(header, tag, &count);

	if (!numbers || which >= count || which >= (size_t)(end - numbers) / 4)
		return false;
	*ret = number_at(numbers + (size_t)which * 4);
	return true;
}

/* Whether that file of the package is the path; folder is all up to its last slash. */
static bool has_file(const struct header *header, uint32_t which, const char *folder,
	const char *name)
{
	uint32_t index;

	return number_of(header, TAG_DIRINDEXES, which, &index) &&
		text_equal(string_of(header, TAG_DIRNAMES, index), folder) &&
		text_equal(string_of(header, TAG_BASENAMES, which), name);
}

static const struct machine_package *package_of(const struct header *header, struct arena *arena)
{
	struct machine_package *package = arena_alloc(arena, sizeof(*package));
	uint32_t seconds = 0;

	number_of(header, TAG_INSTALLTIME, 0, &seconds);
	package->name = arena_strdup(arena, string_of(header, TAG_NAME, 0));
	package->installed = seconds * INT64_C(1000);
	return package->name ? package : NULL;
}

static const struct machine_package *ask(sqlite3_stmt *question, const char *folder, const char *name,
	struct arena *arena)
{
	const struct machine_package *found = NULL;

	for (unsigned i = 0; i < HITS_MAX && sqlite3_step(question) == SQLITE_ROW; i++) {
		const unsigned char *blob = sqlite3_column_blob(question, 1);
		size_t length = (size_t)sqlite3_column_bytes(question, 1);
		uint32_t which = (uint32_t)sqlite3_column_int64(question, 0);
		struct header header;
		const struct machine_package *package;

		if (!header_open(blob, length, &header) || !has_file(&header, which, folder, name))
			continue;
		package = package_of(&header, arena);
		if (!package || (found && text_equal(found->name, package->name)))
			continue;
		if (found)
			return NULL; /* a folder that several have */
		found = package;
	}
	return found;
}

static const struct machine_package *look_up(sqlite3 *database, const char *path, struct arena *arena)
{
	static const char sql[] = "SELECT b.idx, p.blob FROM Basenames b JOIN Packages p "
		"ON p.hnum = b.hnum WHERE b.key = ?1";
	const struct machine_package *package = NULL;
	const char *name = strrchr(path, '/') + 1;
	const char *folder = arena_strndup(arena, path, (size_t)(name - path));
	sqlite3_stmt *question = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &question, NULL) == SQLITE_OK &&
		sqlite3_bind_text(question, 1, name, -1, SQLITE_STATIC) == SQLITE_OK)
		package = ask(question, folder, name, arena);
	sqlite3_finalize(question);
	return package;
}

/* Nothing but the file itself is opened (immutable): no journal, no lock, nothing is written. What
 * RPM is writing just now may be missing. */
static int database_open(int fd, struct arena *arena, sqlite3 **ret)
{
	const char *name = arena_printf(arena, "file:/proc/self/fd/%d?immutable=1", fd);

	return sqlite3_open_v2(name, ret, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

const struct machine_package *rpm_package(struct machine_host *host, const char *path,
	struct arena *arena)
{
	static const char *const files[] = {
		"/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite",
	};
	const struct machine_package *package = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(files) && !package; i++) {
		_cleanup_fd_ int fd = place_open(host, files[i], arena);
		sqlite3 *database = NULL;

		if (fd >= 0 && database_open(fd, arena, &database) == SQLITE_OK)
			package = look_up(database, path, arena);
		sqlite3_close(database);
	}
	return package;
}
