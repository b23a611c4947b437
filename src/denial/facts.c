/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fields of an event's records say: who did it, to what, from where. */
#include "facts.h"

#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

const struct denial nothing_known = {
	.manager = "kernel", .pid = -1, .ppid = -1, .uid = -1, .euid = -1, .fsuid = -1, .auid = -1,
	.session = -1, .success = -1, .inode = -1, .mode = -1, .ouid = -1, .ogid = -1, .port = -1,
	.local_port = -1, .remote_port = -1,
	.capability = -1, .opid = -1, .tpid = -1,
};

/* ---- the system call ---- */

/* "c000003e" or "x86_64" → what libaudit calls the machine, or negative. */
static int machine_of(const char *arch)
{
	char *end;
	unsigned long number = strtoul(arch, &end, 16);
	int machine = end > arch && !*end ? audit_elf_to_machine((unsigned)number) : -1;

	return machine >= 0 ? machine : audit_name_to_machine(arch);
}

/* The name that the log has, else the one that libaudit knows for the number, else the number. */
static const char *call_name(const struct taking *taking, int machine)
{
	int64_t number = fact_number(&taking->call);
	const char *name = NULL;

	if (taking->call_name.name)
		name = field_decode(&taking->call_name, taking->arena);
	if (!name && machine >= 0 && number >= 0 && number < INT32_MAX)
		name = audit_syscall_to_name((int)number, machine);
	return name ? name : field_decode(&taking->call, taking->arena);
}

/* Numbers mean something else on another machine. */
static void name_call(struct taking *taking)
{
	const char *arch = taking->arch.name ? field_decode(&taking->arch, taking->arena) : NULL;
	int machine = arch ? machine_of(arch) : -1;
	const char *name = machine >= 0 ? audit_machine_to_name(machine) : NULL;

	taking->denial->syscall = call_name(taking, machine);
	taking->denial->arch = name ? name : arch;
}

/* ---- the records around a refusal ---- */

/* AVC_PATH of RHEL 5, which is no type of ours: nothing else begins with a path. */
static bool is_avc_path(const struct record *record)
{
	struct span body = { record->body, record->body_length };

	return record->type == RECORD_OTHER && span_begins(&body, "path=");
}

static void look_around(struct surroundings *around)
{
	const struct event *event = around->event;

	around->seen = true;
	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];

		if (record->type == RECORD_SYSCALL && !around->syscall)
			around->syscall = record;
		else if (record->type == RECORD_SOCKADDR)
			around->address = record;
		else if (is_avc_path(record))
			around->avc_path = record;
		around->has_paths |= record->type == RECORD_PATH;
		around->has_others |= record->type == RECORD_OBJ_PID;
	}
}

const struct denial *said_by_syscall(struct surroundings *around)
{
	struct span body = { around->syscall->body, around->syscall->body_length };
	struct taking taking = {
		.denial = &around->said, .arena = around->event->arena, .where = IN_SYSCALL,
	};

	if (around->read)
		return &around->said;
	around->read = true;
	around->said = nothing_known;
	take_record(&taking, &body, around->syscall->interpreted);
	if (taking.call.name || taking.call_name.name)
		name_call(&taking);
	return &around->said;
}

/* The field of a raw record: no value there holds a blank, so that only fields begin behind one. */
static bool find_quickly(const struct record *record, const char *mark, struct field *ret)
{
	const char *at = memmem(record->body, record->body_length, mark, strlen(mark));
	size_t cursor = at ? (size_t)(at - record->body) : 0;

	return at && field_next(record->body, record->body_length, &cursor, ret);
}

/* exe= mostly stands behind comm=, which has the first quotes of the record: so they are found sooner. */
static bool find_exe(const struct record *record, struct field *ret)
{
	static const char before[] = " comm=", exe[] = " exe=";
	const char *end = record->body + record->body_length;
	const char *open = memchr(record->body, '"', record->body_length), *close;

	if (!open || (size_t)(open - record->body) < strlen(before)
		|| memcmp(open - strlen(before), before, strlen(before)) != 0)
		return find_quickly(record, exe, ret);
	close = memchr(open + 1, '"', (size_t)(end - open - 1));
	if (close && (size_t)(end - close) > strlen(exe) && memcmp(close + 1, exe, strlen(exe)) == 0) {
		size_t cursor = (size_t)(close + 1 - record->body);

		return field_next(record->body, record->body_length, &cursor, ret);
	}
	return find_quickly(record, exe, ret);
}

/* Program and login, which is all that is asked of most: the others repeat what is known. */
static void take_quickly(struct denial *denial, struct surroundings *around)
{
	struct taking taking = { .denial = denial, .arena = around->event->arena };
	struct field field;

	denial->auid = -1;
	if (find_quickly(around->syscall, " auid=", &field))
		denial->auid = fact_number(&field);
	if (find_exe(around->syscall, &field))
		take_exe(&taking, NULL, &field);
}

static void take_program(struct denial *denial, struct surroundings *around)
{
	const struct denial *said;

	denial->exe = NULL;
	if (!around->syscall->interpreted && denial->comm && denial->pid >= 0)
		take_quickly(denial, around);
	if (denial->exe)
		return;
	said = said_by_syscall(around);
	denial->exe = said->exe;
	denial->exe_deleted = said->exe_deleted;
	denial->auid = said->auid;
	denial->comm = denial->comm ? denial->comm : said->comm;
	denial->pid = denial->pid >= 0 ? denial->pid : said->pid;
}

/* Signals to a group leave a record of each process that was looked at: only the one with the
 * refused label counts, and none when several have it. */
static void take_others(struct denial *denial, const struct event *event)
{
	bool several = false;

	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		const char *label, *comm;
		struct field field;

		if (record->type != RECORD_OBJ_PID)
			continue;
		label = fact_value(record, "obj", event->arena);
		comm = fact_value(record, "ocomm", event->arena);
		if (!comm || !text_equal(label, denial->target.text))
			continue;
		several |= denial->ocomm && strcmp(denial->ocomm, comm) != 0;
		denial->ocomm = several ? NULL : comm;
		if (field_find(record->body, record->body_length, "opid", &field))
			denial->opid = several ? -1 : fact_number(&field);
	}
}

/* ---- the refusal itself ---- */

static const char *protocol_of(const char *tclass)
{
	static const char *const protocols[] = { "tcp", "udp", "dccp", "sctp" };

	if (!tclass || !strchr("tuds", *tclass))
		return NULL; /* soon, for nearly all */
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		size_t length = strlen(protocols[i]);

		if (strncmp(tclass, protocols[i], length) == 0 && strcmp(tclass + length, "_socket") == 0)
			return protocols[i];
	}
	return NULL;
}

bool concerns_packets(const struct denial *denial)
{
	static const char *const classes[] = { "packet", "peer", "netif", "node", "association" };

	if (!denial->tclass || !strchr("pna", *denial->tclass))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (strcmp(denial->tclass, classes[i]) == 0)
			return true;
	return false;
}

static void forget_process(struct denial *denial)
{
	denial->exe = denial->comm = denial->syscall = denial->arch = denial->exit = NULL;
	denial->tty = denial->uid_name = denial->auid_name = NULL;
	denial->exe_deleted = false;
	denial->pid = denial->ppid = denial->uid = denial->euid = denial->fsuid = denial->auid = -1;
	denial->session = denial->success = -1;
}

/* Returns whether it says permissive=1; *ret_said (may be NULL) whether it says permissive= at all. */
static bool take_refusal(struct denial *denial, const struct record *record,
	const struct span *text, struct arena *arena, unsigned where, bool *ret_said)
{
	struct taking taking = { .denial = denial, .arena = arena, .where = where };

	take_record(&taking, text, record->interpreted);
	if (taking.call.name)
		name_call(&taking);
	denial->protocol = protocol_of(denial->tclass);
	if (ret_said)
		*ret_said = taking.has_mode;
	return taking.permissive;
}

/* Where permissive= was cut off, a call that went through all the same tells. */
static bool succeeded(struct denial *denial, const struct surroundings *around)
{
	denial->protocol = protocol_of(denial->tclass);
	return around->syscall && text_equal(fact_value(around->syscall, "success",
		around->event->arena), "yes");
}

/* Of process and name the refusal knows best, of the rest the system call. */
static bool kernel_facts(struct denial *denial, const struct record *record,
	const struct span *text, struct surroundings *around)
{
	unsigned where = record->type == RECORD_SELINUX_ERR ? IN_ERROR : IN_AVC;
	bool permissive, said;

	if (!around->seen)
		look_around(around);
	permissive = take_refusal(denial, record, text, around->event->arena,
		around->syscall ? where : where | IN_MERGED, &said);
	if (where == IN_AVC && !said && mend_cut(denial, record, around->event->arena))
		permissive = succeeded(denial, around);
	if (around->syscall)
		take_program(denial, around);
	if (where == IN_ERROR)
		facts_of_error(denial, text, around->event->arena);
	if (!denial->path && around->avc_path)
		denial->path = fact_value(around->avc_path, "path", around->event->arena);
	if (concerns_packets(denial))
		forget_process(denial);
	else if (!denial->path)
		path_of_event(denial, around);
	denial->around = around;
	return permissive;
}

bool facts_of_refusal(struct denial *denial, const struct record *record, const struct span *text,
	struct surroundings *around)
{
	if (record->type == RECORD_USER_AVC) /* it stands alone */
		return take_refusal(denial, record, text, around->event->arena, IN_USER, NULL);
	return kernel_facts(denial, record, text, around);
}

/* ---- the rest ---- */

static void take_call(struct denial *denial, const struct denial *said)
{
	denial->ppid = said->ppid;
	denial->uid = said->uid;
	denial->euid = said->euid;
	denial->fsuid = said->fsuid;
	denial->uid_name = said->uid_name;
	denial->auid_name = said->auid_name;
	denial->session = said->session;
	denial->tty = said->tty;
	denial->syscall = said->syscall;
	denial->arch = said->arch;
	denial->exit = said->exit;
	denial->success = said->success;
}

void denial_complete(struct denial *denial)
{
	struct surroundings *around = denial->around;

	denial->around = NULL;
	if (!around)
		return;
	if (around->syscall)
		take_call(denial, said_by_syscall(around));
	if (around->address)
		facts_of_address(denial, around->address, around->event->arena);
	if (around->has_others)
		take_others(denial, around->event);
	if (around->has_paths)
		target_of_event(denial, around);
	denied_beside(denial, around->event);
	if (concerns_packets(denial))
		forget_process(denial);
}
