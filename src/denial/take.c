/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A record is walked through once; each field that has a rule becomes a fact of the denial. */
#include "facts.h"

#include <cap-ng.h>
#include <errno.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

bool fact_next(const struct span *text, bool interpreted, size_t *cursor, struct field *ret)
{
	return interpreted ? field_next_interpreted(text->text, text->length, cursor, ret)
		: field_next(text->text, text->length, cursor, ret);
}

char *fact_value(const struct record *record, const char *name, struct arena *arena)
{
	struct span body = { record->body, record->body_length };
	size_t cursor = 0, length = strlen(name);
	struct field field;

	while (fact_next(&body, record->interpreted, &cursor, &field))
		if (field.name_length == length && memcmp(field.name, name, length) == 0)
			return field_decode(&field, arena);
	return NULL;
}

/* Digits that a uint64_t surely holds. */
#define NUMBER_MAX 19

int64_t fact_number(const struct field *field)
{
	bool negative = field->value_length && *field->value == '-';
	uint64_t number = 0;

	if (field->value_length <= negative || field->value_length - negative > NUMBER_MAX)
		return -1;
	for (size_t i = negative; i < field->value_length; i++) {
		unsigned digit = (unsigned)(field->value[i] - '0');

		if (digit > 9)
			return -1;
		number = number * 10 + digit;
	}
	/* (uid_t)-1 is "unset" */
	if (number == UINT32_MAX || number > INT64_MAX)
		return -1;
	return negative ? -(int64_t)number : (int64_t)number;
}

/* As field_decode(), which looks for what is rare: hex, marks of nothing, NULs. */
static char *text_of(const struct field *field, bool encoded, struct arena *arena)
{
	bool plain = field->quoted || !encoded;

	if (!plain || !field->value_length || *field->value == '?' || *field->value == '('
		|| memchr(field->value, '\0', field->value_length))
		return field_decode(field, arena);
	return arena_strndup(arena, field->value, field->value_length);
}

static int port_of(const struct field *field)
{
	int64_t port = fact_number(field);

	return port >= 0 && port <= UINT16_MAX ? (int)port : -1;
}

static bool is_value(const struct field *field, const char *value)
{
	size_t length = strlen(value);

	return field->value_length == length && memcmp(field->value, value, length) == 0;
}

/* A name, where the record has one: logs that ausearch wrote, and enriched ones. */
static const char *user_name(const struct field *field, struct arena *arena)
{
	static const char unknown[] = "unknown(";
	bool is_name = field->value_length && (unsigned)(*field->value - '0') > 9
		&& *field->value != '-' && !is_value(field, "unset") && !is_value(field, "n/a");

	if (field->value_length > strlen(unknown)
		&& memcmp(field->value, unknown, strlen(unknown)) == 0)
		return NULL;
	return is_name ? text_of(field, false, arena) : NULL;
}

static void take_user_name(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	*(const char **)((char *)taking->denial + rule->member) = user_name(field, taking->arena);
}

static void take_user(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	int64_t *number = (int64_t *)((char *)taking->denial + rule->member);
	const char **name = (const char **)((char *)taking->denial + rule->name_member);

	if (*number >= 0)
		return;
	*number = fact_number(field);
	if (*number < 0 && !*name)
		*name = user_name(field, taking->arena);
}

/* The kernel and rpm mark files that are gone: "/usr/sbin/sshd;66b26726 (deleted)". What lives in
 * memory only never had one. */
void take_exe(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	static const char deleted[] = " (deleted)";
	const size_t mark = strlen(deleted), suffix = strlen(";66b26726");
	char *exe = taking->denial->exe ? NULL : text_of(field, true, taking->arena);
	size_t length = exe ? strlen(exe) : 0;

	(void)rule;
	if (!exe)
		return;
	taking->denial->exe = exe;
	if (length <= mark || strcmp(exe + length - mark, deleted) != 0
		|| strncmp(exe, "/memfd:", strlen("/memfd:")) == 0)
		return;
	taking->denial->exe_deleted = true;
	length -= mark;
	exe[length] = '\0';
	if (length > suffix && exe[length - suffix] == ';'
		&& strspn(exe + length - suffix + 1, "0123456789abcdef") == suffix - 1)
		exe[length - suffix] = '\0';
}

/* "-13" → "EACCES"; "EACCES(Permission denied)" → "EACCES". */
static void take_exit(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	char *text = text_of(field, false, taking->arena);
	const char *name;
	int64_t number = fact_number(field);

	(void)rule;
	if (!text || taking->denial->exit)
		return;
	text[strcspn(text, "(")] = '\0';
	name = *text == '-' && number > -4096 ? audit_errno_to_name((int)-number) : NULL;
	taking->denial->exit = name ? name : text;
}

static void take_success(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	(void)rule;
	if (taking->denial->success < 0)
		taking->denial->success = is_value(field, "yes") ? 1 : is_value(field, "no") ? 0 : -1;
}

static bool holds(const struct field *field, const char *word)
{
	return memmem(field->value, field->value_length, word, strlen(word));
}

/* "0100644", or as ausearch writes it: "file,644", "dir,sticky,777". */
static void take_mode(struct taking *taking, const struct fact_rule *rule, const struct field *field)
{
	const char *end = field->value + field->value_length, *at = end;
	int mode = 0;

	(void)rule;
	while (at > field->value && at[-1] >= '0' && at[-1] <= '7')
		at--;
	if (at == end || (at > field->value && at[-1] != ','))
		return;
	for (; at < end; at++)
		mode = (mode << 3 | (*at - '0')) & 07777;
	taking->denial->mode = mode | (holds(field, "suid,") ? 04000 : 0)
		| (holds(field, "sgid,") ? 02000 : 0) | (holds(field, "sticky,") ? 01000 : 0);
}

static void take_capability(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	int64_t number = fact_number(field);
	const char *name = number < 0 ? field_decode(field, taking->arena) : NULL;

	(void)rule;
	if (name)
		number = capng_name_to_capability(name);
	taking->denial->capability = number >= 0 && number < 1024 ? (int)number : -1;
}

static void take_context(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	struct context *context = (struct context *)((char *)taking->denial + rule->member);
	char *text = text_of(field, false, taking->arena);

	if (text)
		context_split(text, taking->arena, context);
}

static void take_main_port(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	taking->denial->port = port_of(field);
	*(int *)((char *)taking->denial + rule->member) = taking->denial->port;
}

static void take_text(struct taking *taking, const struct fact_rule *rule, const struct field *field)
{
	const char **text = (const char **)((char *)taking->denial + rule->member);

	if (!*text)
		*text = text_of(field, rule->encoded, taking->arena);
}

static void take_number(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	int64_t *number = (int64_t *)((char *)taking->denial + rule->member);

	if (*number < 0)
		*number = fact_number(field);
}

/* Old kernels print the upper half of 32 bits as negative. */
static void take_inode(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	int64_t number = fact_number(field);

	(void)rule;
	if (taking->denial->inode < 0)
		taking->denial->inode = number < -1 && number >= INT32_MIN
			? number + ((int64_t)1 << 32) : number;
}

static void take_port(struct taking *taking, const struct fact_rule *rule, const struct field *field)
{
	*(int *)((char *)taking->denial + rule->member) = port_of(field);
}

static void take_permissive(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	(void)rule;
	taking->permissive = fact_number(field) == 1;
	taking->has_mode = true;
}

static void take_field(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	*(struct field *)((char *)taking + rule->member) = *field;
}

static void take_permissions(struct taking *taking, const struct fact_rule *rule,
	const struct field *field)
{
	(void)rule;
	taking->denial->permissions = sorted_words(
		&(struct span){ field->value, field->value_length }, ',', taking->arena);
}

static void (*const takers[])(struct taking *, const struct fact_rule *, const struct field *) = {
	[FACT_TEXT] = take_text,
	[FACT_NUMBER] = take_number,
	[FACT_INODE] = take_inode,
	[FACT_PORT] = take_port,
	[FACT_MAIN_PORT] = take_main_port,
	[FACT_USER] = take_user,
	[FACT_USER_NAME] = take_user_name,
	[FACT_CONTEXT] = take_context,
	[FACT_PERMISSIVE] = take_permissive,
	[FACT_EXE] = take_exe,
	[FACT_EXIT] = take_exit,
	[FACT_SUCCESS] = take_success,
	[FACT_MODE] = take_mode,
	[FACT_CAPABILITY] = take_capability,
	[FACT_PERMISSIONS] = take_permissions,
	[FACT_FIELD] = take_field,
};

/*
 * In a program's message the caller may have chosen part of what stands before the contexts, such
 * as a command line, quotes included; where values are interpreted, all that has no quotes. So the
 * contexts, class and mode are those at the end, of others the first, and nothing is believed
 * between a command line and the contexts.
 */
static size_t trusted_from(const struct span *text, bool distrusted)
{
	static const char mark[] = " scontext=";
	const size_t length = strlen(mark);
	const char *end = text->text + text->length, *at;

	while (distrusted && (at = memrchr(text->text, mark[0], (size_t)(end - text->text)))) {
		if ((size_t)(text->text + text->length - at) >= length && memcmp(at, mark, length) == 0)
			return (size_t)(at - text->text);
		end = at;
	}
	return 0;
}

void take_record(struct taking *taking, const struct span *text, bool interpreted)
{
	size_t cursor = 0, trusted = trusted_from(text, taking->where & IN_USER || interpreted);
	struct field field;

	while (fact_next(text, interpreted, &cursor, &field)) {
		const struct fact_rule *rule = fact_rule_of(&field, taking->where);
		bool believed = (size_t)(field.name - text->text) >= trusted;

		if (!rule || (!believed && rule->at_end))
			continue;
		takers[rule->kind](taking, rule, &field);
		if (rule->last)
			break;
		if (!believed && rule->kind == FACT_TEXT
			&& rule->member == offsetof(struct denial, cmdline))
			cursor = trusted;
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_of(const char *text, char byte)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == byte;
	return count;
}

/* Ends each word in place. Returns how many there are. */
static size_t split(char *text, char separator, const char **words)
{
	size_t count = 0;

	while (*text) {
		char *end = strchrnul(text, separator);
		bool is_last = !*end;

		*end = '\0';
		if (*text)
			words[count++] = text;
		text = is_last ? end : end + 1;
	}
	return count;
}

static struct span trimmed(const struct span *text, char separator)
{
	struct span result = *text;

	for (; result.length && *result.text == separator; result.length--)
		result.text++;
	while (result.length && result.text[result.length - 1] == separator)
		result.length--;
	return result;
}

/* What nearly all have: "{ read }". */
static const char *const *single_word(const struct span *word, struct arena *arena)
{
	const char **words = arena_alloc(arena, 2 * sizeof *words);

	words[0] = arena_strndup(arena, word->text, word->length);
	return words;
}

static const char *const *several_words(const struct span *text, char separator, struct arena *arena)
{
	char *rest = arena_strndup(arena, text->text, text->length);
	const char **words = arena_alloc(arena, (count_of(rest, separator) + 2) * sizeof *words);
	size_t count = split(rest, separator, words), kept = 0;

	if (count < 2)
		return words;
	qsort(words, count, sizeof *words, by_name);
	for (size_t i = 1; i < count; i++)
		if (strcmp(words[kept], words[i]) != 0)
			words[++kept] = words[i];
	words[kept + 1] = NULL;
	return words;
}

const char *const *sorted_words(const struct span *text, char separator, struct arena *arena)
{
	struct span word = trimmed(text, separator);

	return word.length && !memchr(word.text, separator, word.length)
			&& !memchr(word.text, '\0', word.length)
		? single_word(&word, arena) : several_words(text, separator, arena);
}
