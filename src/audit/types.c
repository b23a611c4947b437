/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The types of records that mean something to us, by name and by number. */
#include "types.h"

#include <string.h>

struct type {
	const char *name;
	unsigned char length;
	unsigned short number;
	enum record_type type;
};

#define TYPE(name, number) { #name, sizeof #name - 1, number, RECORD_##name }

/* By the length of the name, so that few are compared. */
static const struct type types[] = {
	TYPE(AVC, 1400),
	TYPE(CWD, 1307),
	TYPE(EOE, 1320),
	TYPE(PATH, 1302),
	TYPE(EXECVE, 1309),
	TYPE(SYSCALL, 1300),
	TYPE(OBJ_PID, 1318),
	TYPE(SECCOMP, 1326),
	TYPE(USER_AVC, 1107),
	TYPE(SOCKADDR, 1306),
	TYPE(PROCTITLE, 1327),
	TYPE(MAC_STATUS, 1404),
	TYPE(SELINUX_ERR, 1401),
	TYPE(MAC_POLICY_LOAD, 1403),
	TYPE(VIRT_MACHINE_ID, 2502),
	TYPE(MAC_CONFIG_CHANGE, 1405),
};

/* Where those of a length begin in types. */
static const unsigned char first[] = {
	[3] = 0, [4] = 3, [6] = 4, [7] = 5, [8] = 8, [9] = 10, [10] = 11, [11] = 12, [15] = 13, [17] = 15,
};

/* What programs send, each an event of its own. */
static bool is_of_program(const char *name, size_t length)
{
	static const struct {
		const char *beginning;
		size_t length;
	} programs[] = {
		{ "USER_", 5 }, { "CRED_", 5 }, { "SERVICE_", 8 }, { "CRYPTO_", 7 }, { "VIRT_", 5 },
		{ "DAEMON_", 7 }, { "SYSTEM_", 7 }, { "GRP_", 4 }, { "ROLE_", 5 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		if (length >= programs[i].length && *name == *programs[i].beginning
			&& memcmp(programs[i].beginning, name, programs[i].length) == 0)
			return true;
	return false;
}

static enum record_type record_type_of_number(unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].number == number)
			return types[i].type;
	return (number >= 1100 && number < 1200) || (number >= 2100 && number < 3000)
		? RECORD_USER_OTHER : RECORD_OTHER;
}

static enum record_type of_digits(const char *name, size_t length)
{
	static const char unknown[] = "UNKNOWN[";
	const char *end = name + length;
	uint64_t number;

	if (length > strlen(unknown) && memcmp(name, unknown, strlen(unknown)) == 0)
		name += strlen(unknown);
	if (!take_number(&name, end, &number) || number > 9999)
		return RECORD_OTHER;
	if (name != end && (*name != ']' || name + 1 != end))
		return RECORD_OTHER;
	return record_type_of_number((unsigned)number);
}

enum record_type record_type_of(const char *name, size_t length)
{
	size_t i = length < ARRAY_SIZE(first) ? first[length] : 0;

	if (!length)
		return RECORD_OTHER;
	for (; i < ARRAY_SIZE(types) && types[i].length <= length; i++)
		if (types[i].length == length && *types[i].name == *name
			&& memcmp(types[i].name, name, length) == 0)
			return types[i].type;
	if (is_of_program(name, length))
		return RECORD_USER_OTHER;
	return *name == 'U' || (*name >= '0' && *name <= '9') ? of_digits(name, length) : RECORD_OTHER;
}

const char *record_type_name(enum record_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (types[i].type == type)
			return types[i].name;
	return NULL;
}
