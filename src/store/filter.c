/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is asked for, as SQL. The statement is put together from constants only; every value is
 * bound, so that no filter can become SQL.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* A condition and the values of its one parameter; at most this many are ever made. */
#define VALUES_MAX 64

struct query {
	struct arena *arena;
	struct strings conditions;
	struct {
		const char *text;	/* NULL: a number */
		int64_t number;
	} values[VALUES_MAX];
	size_t n_values;
};

static int add_number(struct query *query, const char *condition, int64_t number)
{
	if (query->n_values == VALUES_MAX)
		return -E2BIG;
	strings_add(&query->conditions, query->arena, condition);
	query->values[query->n_values++].number = number;
	return 0;
}

static int add_value(struct query *query, const char *condition, const char *text)
{
	int r = add_number(query, condition, 0);

	if (r == 0)
		query->values[query->n_values - 1].text = text;
	return r;
}

/* GLOB knows sets in brackets, which we do not offer: a bracket means itself. */
static const char *glob_pattern(struct arena *arena, const char *text)
{
	char *pattern = arena_alloc(arena, strlen(text) * 3 + 1), *end = pattern;

	for (; *text; text++)
		end = *text == '[' ? stpcpy(end, "[[]") : (*end = *text, end + 1);
	return pattern;
}

/* A text for a column: the column's conditions for equality and for a pattern are constants. */
static int add_text(struct query *query, const char *equal, const char *glob, const char *text)
{
	if (!text)
		return 0;
	text = text_to_utf8(query->arena, text, NULL);
	if (!strpbrk(text, "*?"))
		return add_value(query, equal, text);
	return add_value(query, glob, glob_pattern(query->arena, text));
}

/* "word" is "%word%" for LIKE. What LIKE would take for a wildcard is escaped; or, since the index knows no
 * escapes, stands for any letter. */
static const char *like_pattern(struct arena *arena, const char *word, size_t length, bool escape)
{
	char *pattern = arena_alloc(arena, length * 2 + 3), *end = pattern;

	*end++ = '%';
	for (size_t i = 0; i < length; i++) {
		bool special = strchr("%_\\", word[i]);

		if (special && escape)
			*end++ = '\\';
		*end++ = special && !escape ? '_' : word[i];
	}
	*end = '%';
	return pattern;
}

/* The index finds, and where it cannot know exactly, what was found is looked at. */
static int add_word(struct query *query, const char *word, size_t length)
{
	static const char found[] = "id IN (SELECT rowid FROM alert_words WHERE text LIKE ?)";
	static const char exact[] = "EXISTS (SELECT 1 FROM alert_words WHERE rowid = alert.id "
				    "AND text LIKE ? ESCAPE '\\')";
	int r = add_value(query, found, like_pattern(query->arena, word, length, false));
	bool special = strcspn(word, "%_\\") < length;

	if (r < 0 || !special)
		return r;
	return add_value(query, exact, like_pattern(query->arena, word, length, true));
}

static int add_words(struct query *query, const char *words)
{
	static const char blanks[] = " \t\n";
	int r = 0;

	if (!words)
		return 0;
	words = text_to_utf8(query->arena, words, NULL);
	for (words += strspn(words, blanks); *words && r == 0; words += strspn(words, blanks)) {
		size_t length = strcspn(words, blanks);
		r = add_word(query, words, length);
		words += length;
	}
	return r;
}

static int add_texts(struct query *query, const struct store_filter *filter)
{
#define COLUMN(name) name " = ?", name " GLOB ?"
#define PERMISSION(test)                                                                         \
	"CASE WHEN json_valid(facts) THEN EXISTS (SELECT 1 FROM "                                 \
	"json_each(facts, '$.permissions') AS permission WHERE permission.value " test ") END"
#define PLUGIN(test)                                                                             \
	"EXISTS (SELECT 1 FROM verdict WHERE verdict.alert = alert.id AND plugin " test ")"
	const struct {
		const char *equal, *glob, *text;
	} texts[] = {
		{ COLUMN("level"), filter->level },
		{ COLUMN("source_type"), filter->source_type },
		{ COLUMN("target_type"), filter->target_type },
		{ COLUMN("tclass"), filter->tclass },
		{ COLUMN("path"), filter->path },
		{ COLUMN("exe"), filter->exe },
		{ COLUMN("unit"), filter->unit },
		{ COLUMN("container"), filter->container },
		{ PERMISSION("= ?"), PERMISSION("GLOB ?"), filter->permission },
		{ PLUGIN("= ?"), PLUGIN("GLOB ?"), filter->plugin },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts) && r == 0; i++)
		r = add_text(query, texts[i].equal, texts[i].glob, texts[i].text);
	return r < 0 ? r : add_words(query, filter->words);
}

/* After that one in the order of the list. */
static int add_page(struct query *query, const struct store_page *before)
{
	int r = 0;

	if (!before->id)
		return 0;
	if (query->n_values + 2 > VALUES_MAX)
		return -E2BIG;
	r = add_number(query, "(last_seen, id) < (?, ?)", before->last_seen);
	query->values[query->n_values++].number = before->id;
	return r;
}

/* Mutes end by themselves. */
#define NOT_MUTED                                                                                \
	"(alert.muted_by = 0 OR NOT EXISTS (SELECT 1 FROM mute WHERE mute.id = alert.muted_by "   \
	"AND (mute.until IS NULL OR mute.until > ?)))"

static int add_numbers(struct query *query, const struct store_filter *filter)
{
	const struct {
		const char *condition;
		bool set;
		int64_t number;
	} numbers[] = {
		{ "last_seen >= ?", filter->since != 0, filter->since },
		{ "last_seen <= ?", filter->until != 0, filter->until },
		{ "first_seen <= ?", filter->began != 0, filter->began },
		{ "id > ?", filter->after != 0, filter->after },
		{ "id = ?", filter->id != 0, filter->id },
		{ "permissive = ?", filter->permissive != 0, filter->permissive > 0 },
		{ "(fixed_since IS NOT NULL) = ?", filter->fixed != 0, filter->fixed > 0 },
		{ NOT_MUTED, filter->muted != 1, time_now() },
		{ "auid_mixed = 0 AND auid = ?", filter->auid >= 0, filter->auid },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(numbers) && r == 0; i++) {
		if (numbers[i].set)
			r = add_number(query, numbers[i].condition, numbers[i].number);
	}
	return r < 0 ? r : add_page(query, &filter->before);
}

static int bind_values(const struct query *query, sqlite3_stmt *statement)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < query->n_values && code == SQLITE_OK; i++) {
		const char *text = query->values[i].text;
		if (text)
			code = sqlite3_bind_text(statement, i + 1, text, -1, SQLITE_TRANSIENT);
		else
			code = sqlite3_bind_int64(statement, i + 1, query->values[i].number);
	}
	return code;
}

static const char *join_conditions(const struct query *query, const char *select,
	const char *order)
{
	const char *sql = arena_strdup(query->arena, select);

	for (size_t i = 0; i < query->conditions.count; i++)
		sql = arena_printf(query->arena, "%s %s %s", sql, i == 0 ? "WHERE" : "AND",
			query->conditions.items[i]);
	return arena_printf(query->arena, "%s %s", sql, order);
}

int filter_prepare(struct store *store, const char *select, const struct store_filter *filter,
	const char *order, sqlite3_stmt **ret)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct query query = { .arena = arena };
	sqlite3_stmt *statement;
	int r = db_ready(store), code;

	if (r < 0)
		return r;
	r = add_numbers(&query, filter);
	if (r == 0)
		r = add_texts(&query, filter);
	if (r < 0)
		return db_refuse(store, r, _("too many words are looked for"));
	code = sqlite3_prepare_v2(
		store->db, join_conditions(&query, select, order), -1, &statement, NULL);
	if (code != SQLITE_OK)
		return db_failed(store, code);
	code = bind_values(&query, statement);
	if (code != SQLITE_OK) {
		sqlite3_finalize(statement);
		return db_failed(store, code);
	}
	*ret = statement;
	return 0;
}
