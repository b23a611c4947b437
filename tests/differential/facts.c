/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What our denials say, against the fields that libauparse finds in the same event. */
#include <inttypes.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

#include "differential.h"
#include "hear.h"

/* ---- our side ---- */

struct heard {
	struct arena *arena;
	struct denial **denials;
	bool *compared;
	size_t count, room;
};

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	struct heard *heard = userdata;

	if (heard->count == heard->room) {
		heard->room = heard->room ? 2 * heard->room : 64;
		heard->denials = reallocarray(heard->denials, heard->room, sizeof *heard->denials);
	}
	if (!heard->denials)
		abort();
	heard->denials[heard->count++] = denial_copy(denial, heard->arena);
}

struct heard *hear_all(const char *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct heard *heard = arena_alloc(arena, sizeof *heard);
	const struct hear_to to = { .denial = take, .plain = true, .userdata = heard };
	struct hear *hear = hear_new(&to);

	heard->arena = arena;
	hear_feed(hear, bytes, length);
	hear_end(hear);
	hear_free(hear);
	heard->compared = arena_alloc(arena, heard->count + 1);
	return heard;
}

void heard_free(struct heard *heard)
{
	free(heard->denials);
	arena_free(heard->arena);
}

/* The next refusal of that event. */
static const struct denial *next_denial(const struct heard *heard, const struct event_id *id)
{
	for (size_t i = 0; i < heard->count; i++) {
		const struct event_id *ours = &heard->denials[i]->id;

		if (heard->compared[i] || ours->ms != id->ms || ours->serial != id->serial
			|| !text_equal(ours->node, id->node))
			continue;
		heard->compared[i] = true;
		return heard->denials[i];
	}
	return NULL;
}

/* ---- which field is which fact ---- */

enum kind {
	NUMBER,		/* int64_t, as it stands there */
	SMALL,		/* int */
	TEXT,		/* the bytes that are meant */
	NAME,		/* of a user; judged where the record was enriched: else it is this host's */
	CODE,		/* the name of a call or an error, or its number */
	WORD,		/* as it stands there */
};

static const struct fact {
	const char *name;
	enum kind kind;
	size_t member;
	struct their_source sources[3];
} facts[] = {
#define FACT(name, kind) #name, kind, offsetof(struct denial, name)
	{ FACT(pid, NUMBER), { { "AVC", "pid" }, { "USER_AVC", "spid" }, { "SYSCALL", "pid" } } },
	{ FACT(ppid, NUMBER), { { "SYSCALL", "ppid" } } },
	{ FACT(uid, NUMBER), { { "SYSCALL", "uid" } } },
	{ FACT(euid, NUMBER), { { "SYSCALL", "euid" } } },
	{ FACT(fsuid, NUMBER), { { "SYSCALL", "fsuid" } } },
	{ FACT(auid, NUMBER), { { "SYSCALL", "auid" } } },
	{ FACT(uid_name, NAME), { { "SYSCALL", "uid" } } },
	{ FACT(auid_name, NAME), { { "SYSCALL", "auid" } } },
	{ FACT(session, NUMBER), { { "SYSCALL", "ses" } } },
	{ FACT(comm, TEXT), { { "AVC", "comm" }, { "SYSCALL", "comm" } } },
	{ FACT(exe, TEXT), { { "AVC", "exe" }, { "SYSCALL", "exe" } } },
	{ FACT(tty, WORD), { { "SYSCALL", "tty" } } },
	{ FACT(syscall, CODE), { { "SYSCALL", "syscall" } } },
	{ FACT(arch, TEXT), { { "SYSCALL", "arch" } } },
	{ FACT(exit, CODE), { { "SYSCALL", "exit" } } },
	{ FACT(source.text, WORD), { { "AVC USER_AVC SELINUX_ERR", "scontext" } } },
	{ FACT(target.text, WORD), { { "AVC USER_AVC SELINUX_ERR", "tcontext" } } },
	{ FACT(tclass, WORD), { { "AVC USER_AVC SELINUX_ERR", "tclass" } } },
	{ FACT(path, TEXT), { { "AVC USER_AVC", "path" } } },
	{ FACT(name, TEXT), { { "AVC", "name" } } },
	{ FACT(device, TEXT), { { "AVC", "dev" } } },
	{ FACT(inode, NUMBER), { { "AVC", "ino" } } },
	{ FACT(port, SMALL), { { "AVC", "dest" }, { "AVC", "src" } } },
	{ FACT(local_port, SMALL), { { "AVC", "lport" } } },
	{ FACT(remote_port, SMALL), { { "AVC", "fport" } } },
	{ FACT(netif, WORD), { { "AVC", "netif" } } },
	{ FACT(ioctlcmd, WORD), { { "AVC", "ioctlcmd" } } },
	{ FACT(kmod, TEXT), { { "AVC", "kmod" } } },
	{ FACT(anonclass, WORD), { { "AVC", "anonclass" } } },
	{ FACT(nlmsg_type, WORD), { { "AVC", "nl-msgtype" } } },
	{ FACT(ipc_key, WORD), { { "AVC", "key" } } },
	{ FACT(lockdown_reason, WORD), { { "AVC", "lockdown_reason" } } },
	{ FACT(capability, SMALL), { { "AVC", "capability" } } },
	{ FACT(ocomm, TEXT), { { "OBJ_PID", "ocomm" } } },
	{ FACT(opid, NUMBER), { { "OBJ_PID", "opid" } } },
	{ FACT(destination, WORD), { { "USER_AVC", "dest" } } },
	{ FACT(interface, WORD), { { "USER_AVC", "interface" } } },
	{ FACT(member, WORD), { { "USER_AVC", "member" } } },
	{ FACT(msgtype, WORD), { { "USER_AVC", "msgtype" } } },
	{ FACT(tpid, NUMBER), { { "USER_AVC", "tpid" } } },
	{ FACT(service, WORD), { { "USER_AVC", "service" } } },
	{ FACT(cmdline, TEXT), { { "USER_AVC", "cmdline" } } },
	{ FACT(function, TEXT), { { "USER_AVC", "function" } } },
	{ FACT(request, WORD), { { "USER_AVC", "request" } } },
	{ FACT(operation, WORD), { { "SELINUX_ERR", "op" } } },
	{ FACT(invalid_context, WORD), { { "SELINUX_ERR", "invalid_context" } } },
	{ FACT(source_raw, TEXT), { { "AVC", "srawcon" } } },
	{ FACT(target_raw, TEXT), { { "AVC", "trawcon" } } },
#undef FACT
};

static bool says_nothing(const char *raw)
{
	return text_matches_any("(null) (none) \"\" [?]", raw) || !*raw;
}

/* Unset, as the kernel writes it. */
static bool is_unset(const char *raw)
{
	return text_equal(raw, "4294967295") || text_equal(raw, "-1");
}

static const char *their_value(const struct their_field *field, enum kind kind, struct arena *arena)
{
	const char *value =
		kind == TEXT || kind == NAME || kind == CODE ? field->meant : field->raw;
	size_t length = strlen(value);

	if (says_nothing(field->raw) || (kind == NUMBER && is_unset(field->raw))
		|| (kind == NAME && (!field->enriched || is_unset(field->raw))))
		return NULL;
	if (kind == CODE) /* EACCES(Permission denied), unknown-syscall(999) */
		return value[0] == '(' || text_matches_any("unknown-*", value)
			       ? field->raw
			       : arena_strndup(arena, value, strcspn(value, "("));
	if (length >= 2 && value[0] == '"' && value[length - 1] == '"'
		&& !strcmp(value, field->raw))
		return arena_strndup(arena, value + 1, length - 2);
	return value;
}

static const char *our_value(const struct denial *denial, const struct fact *fact,
	struct arena *arena)
{
	const char *member = (const char *)denial + fact->member;
	int64_t number;

	if (fact->kind != NUMBER && fact->kind != SMALL)
		return *(const char *const *)member;
	number = fact->kind == SMALL ? *(const int *)member : *(const int64_t *)member;
	return number == -1 ? NULL : arena_printf(arena, "%" PRId64, number);
}

/* The first of the sources that says anything. */
static void compare_fact(const struct theirs *theirs, const struct denial *denial,
	const struct fact *fact)
{
	struct pair pair = { .field = arena_printf(theirs->arena, "(%s)", fact->name),
		.line = theirs->line };

	for (size_t i = 0; i < ARRAY_SIZE(fact->sources) && !pair.theirs; i++) {
		const struct their_field *field = their_field(theirs, &fact->sources[i]);

		if (!field)
			continue;
		pair.type = field->type;
		pair.theirs = their_value(field, fact->kind, theirs->arena);
	}
	if (!pair.theirs)
		return;
	pair.ours = our_value(denial, fact, theirs->arena);
	judge(&pair);
}

/* ---- the decision: libauparse makes two fields of the words before the first one ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "write,read,write" → "read write" */
static const char *sorted(const char *list, struct arena *arena)
{
	struct strings words = { 0 };
	char *copy = arena_strdup(arena, list), *at = NULL, *text = arena_strdup(arena, "");

	for (char *word = strtok_r(copy, ",", &at); word; word = strtok_r(NULL, ",", &at))
		strings_add(&words, arena, word);
	if (words.count)
		qsort(words.items, words.count, sizeof *words.items, by_name);
	for (size_t i = 0; i < words.count; i++)
		if (i == 0 || strcmp(words.items[i], words.items[i - 1]) != 0)
			text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
				words.items[i]);
	return text;
}

static const char *listed(const char *const *names, struct arena *arena)
{
	const char *text = "";

	for (; names && *names; names++)
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", *names);
	return text;
}

/* Of a kernel's refusal; of a program's libauparse has none. */
static void compare_word(const struct theirs *theirs, const char *field, const char *ours)
{
	const struct their_source source = { "AVC", field };
	const struct their_field *word = their_field(theirs, &source);
	struct pair pair = { .type = "AVC",
		.field = arena_printf(theirs->arena, "(%s)", field),
		.ours = ours,
		.line = theirs->line };

	if (!word)
		return;
	pair.theirs = text_equal(field, "seperms") ? sorted(word->raw, theirs->arena) : word->raw;
	judge(&pair);
}

static void compare_decision(const struct theirs *theirs, const struct denial *denial)
{
	bool granted = denial->outcome == OUTCOME_GRANTED;

	compare_word(theirs, "seperms", listed(denial->permissions, theirs->arena));
	compare_word(theirs, "seresult", granted ? "granted" : "denied");
	if (!granted)
		compare_word(theirs, "permissive",
			denial->outcome == OUTCOME_PERMITTED ? "1" : "0");
}

/* The address that the system call had, where the refusal names no other. */
static void compare_address(const struct theirs *theirs, const struct denial *denial)
{
	bool local = text_equal(denial->syscall, "bind");
	const struct fact address = { "address", WORD,
		local ? offsetof(struct denial, local_address)
		      : offsetof(struct denial, remote_address),
		{ { "SOCKADDR", "address" } } };
	const struct fact port = { "port", SMALL,
		local ? offsetof(struct denial, local_port) : offsetof(struct denial, remote_port),
		{ { "SOCKADDR", "port" } } };

	if (!strstr(theirs->line, "addr="))
		compare_fact(theirs, denial, &address);
	if (!text_matches_any("*port=* *src=* *dest=*", theirs->line))
		compare_fact(theirs, denial, &port);
}

/* ---- one event ---- */

/* The record that libauparse makes nothing of, else any of the refusals. */
static const char *worst_record(const struct denial *denial)
{
	const char *worst = denial->records[0];

	for (const char *const *line = denial->records; *line; line++)
		if (has_long_list(*line))
			worst = *line;
	return worst;
}

static bool all_raw(const struct denial *denial)
{
	for (const char *const *line = denial->records; *line; line++)
		if (!is_raw(*line))
			return false;
	return true;
}

void judge_unread(const struct heard *heard)
{
	for (size_t i = 0; i < heard->count; i++)
		if (!heard->compared[i] && all_raw(heard->denials[i]))
			judge(&(struct pair){ "EVENT", "(read)", "yes", "no",
				worst_record(heard->denials[i]) });
}

/* Another module's, or a notice that nothing was refused in. */
static bool is_foreign(const char *line)
{
	return text_matches_any("*avc:??received* *apparmor=* *lsm=SMACK* *fn=smack*", line);
}

static void compare_refusal(const struct heard *heard, struct theirs *theirs,
	auparse_state_t *state)
{
	const au_event_t *at = auparse_get_timestamp(state);
	const struct event_id id = { at->host, (int64_t)at->sec * 1000 + at->milli, at->serial };
	const struct denial *denial = next_denial(heard, &id);

	if (!denial) {
		judge_event(&id, "libauparse has a refusal that we lack");
		printf("  %s\n", theirs->line);
		return;
	}
	if (has_long_list(worst_record(denial))) {
		judge(&(struct pair){ "EVENT", "(read)", "yes", "no", worst_record(denial) });
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		compare_fact(theirs, denial, &facts[i]);
	compare_decision(theirs, denial);
	compare_address(theirs, denial);
}

void compare_facts(const struct heard *heard, auparse_state_t *state)
{
	struct theirs theirs = { .arena = arena_new() };
	unsigned records;

	theirs_gather(&theirs, state);
	records = auparse_get_num_records(state);
	for (theirs.record = 0; theirs.record < records; theirs.record++) {
		auparse_goto_record_num(state, theirs.record);
		theirs.line = auparse_get_record_text(state);
		if (is_refusal(type_name(state)) && !is_foreign(theirs.line))
			compare_refusal(heard, &theirs, state);
	}
	arena_free(theirs.arena);
}
