/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line → the head of a record: type, node, time, serial. The body is left as it is. */
#include "audit.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* The records that mean something to us, by name and by number. */
static const struct {
	const char *name;
	unsigned number;
	enum record_type type;
} types[] = {
	{ "AVC", 1400, RECORD_AVC },
	{ "USER_AVC", 1107, RECORD_USER_AVC },
	{ "SELINUX_ERR", 1401, RECORD_SELINUX_ERR },
	{ "SYSCALL", 1300, RECORD_SYSCALL },
	{ "CWD", 1307, RECORD_CWD },
	{ "PATH", 1302, RECORD_PATH },
	{ "SOCKADDR", 1306, RECORD_SOCKADDR },
	{ "OBJ_PID", 1318, RECORD_OBJ_PID },
	{ "PROCTITLE", 1327, RECORD_PROCTITLE },
	{ "EXECVE", 1309, RECORD_EXECVE },
	{ "EOE", 1320, RECORD_EOE },
	{ "MAC_POLICY_LOAD", 1403, RECORD_MAC_POLICY_LOAD },
	{ "MAC_STATUS", 1404, RECORD_MAC_STATUS },
	{ "MAC_CONFIG_CHANGE", 1405, RECORD_MAC_CONFIG_CHANGE },
};

static bool begins(const char *text, size_t length, const char *beginning)
{
	size_t needed = strlen(beginning);

	return length >= needed && memcmp(text, beginning, needed) == 0;
}

/* The digits at *text, which then points behind them. False when there are none, or too many. */
static bool take_number(const char **text, const char *end, uint64_t *ret)
{
	const char *start = *text;
	uint64_t number = 0;

	while (*text < end && isdigit((unsigned char)**text))
		if (__builtin_mul_overflow(number, 10, &number)
			|| __builtin_add_overflow(number, (uint64_t)(*(*text)++ - '0'), &number))
			return false;
	*ret = number;
	return *text > start;
}

static enum record_type type_of_number(const char *name, size_t length)
{
	const char *text = name;
	uint64_t number;

	if (!take_number(&text, name + length, &number) || text != name + length)
		return RECORD_OTHER;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].number == number)
			return types[i].type;
	return RECORD_OTHER;
}

static enum record_type type_of(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strlen(types[i].name) == length && memcmp(types[i].name, name, length) == 0)
			return types[i].type;
	if (begins(name, length, "USER_"))
		return RECORD_USER_OTHER;
	return type_of_number(name, length);
}

/* "SECONDS.MS:SERIAL): ". Milliseconds are a whole number, however many digits it has: some
 * tools print 18 for 018. */
static bool take_stamp(const char **text, const char *end, struct event_id *id)
{
	uint64_t seconds, ms;

	if (!take_number(text, end, &seconds) || *text == end || *(*text)++ != '.'
		|| !take_number(text, end, &ms) || *text == end || *(*text)++ != ':'
		|| !take_number(text, end, &id->serial) || *text == end || *(*text)++ != ')')
		return false;
	if (seconds > INT64_MAX / 2000 || ms > 999)
		return false;
	id->ms = (int64_t)(seconds * 1000 + ms);
	return true;
}

static const char *skip(const char *text, const char *end, const char *unwanted)
{
	while (text < end && strchr(unwanted, *text))
		text++;
	return text;
}

static const char *word_end(const char *text, const char *end)
{
	while (text < end && *text != ' ')
		text++;
	return text;
}

/* Where "type=" stands: at the beginning, behind "node=NAME ", or behind the kernel's own
 * "[  12.345678] audit: ". NULL when this is no record. */
static const char *find_type(const char *line, const char *end, struct record *record)
{
	static const char kernel[] = " audit: type=";

	if (begins(line, (size_t)(end - line), "node=")) {
		record->node = line + strlen("node=");
		line = word_end(record->node, end);
		record->node_length = (size_t)(line - record->node);
		line = skip(line, end, " ");
	}
	if (begins(line, (size_t)(end - line), "type="))
		return line;
	line = memmem(line, (size_t)(end - line), kernel, strlen(kernel));
	return line ? line + strlen(" audit: ") : NULL;
}

int record_parse(const char *line, size_t length, struct record *ret)
{
	struct record record = { .line = line, .length = length };
	const char *end = line + length, *name, *text;

	name = find_type(line, end, &record);
	if (!name)
		return -EINVAL;
	name += strlen("type=");
	text = word_end(name, end);
	record.type = type_of(name, (size_t)(text - name));
	text = skip(text, end, " ");
	if (begins(text, (size_t)(end - text), "msg="))
		text += strlen("msg=");
	if (!begins(text, (size_t)(end - text), "audit("))
		return -EINVAL;
	text += strlen("audit(");
	if (!take_stamp(&text, end, &record.id))
		return -EINVAL;
	record.body = skip(text, end, ": ");
	record.body_length = (size_t)(end - record.body);
	*ret = record;
	return 0;
}

bool record_is_refusal(enum record_type type)
{
	return type == RECORD_AVC || type == RECORD_USER_AVC || type == RECORD_SELINUX_ERR;
}

bool record_is_policy_change(enum record_type type)
{
	return type == RECORD_MAC_POLICY_LOAD || type == RECORD_MAC_STATUS
		|| type == RECORD_MAC_CONFIG_CHANGE;
}
