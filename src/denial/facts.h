/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to denial: what the fields of an event's records say about a denial. */
#ifndef AVOCET_FACTS_H
#define AVOCET_FACTS_H

#include <string.h>

#include "denial.h"

struct span {
	const char *text;
	size_t length;
};

static inline bool span_begins(const struct span *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return text->length >= length && memcmp(text->text, beginning, length) == 0;
}
/* The next field of a record's body, or of a part of it, in its form. */
bool fact_next(const struct span *text, bool interpreted, size_t *cursor, struct field *ret);
/* The value of the first field of that name, or NULL. */
char *fact_value(const struct record *record, const char *name, struct arena *arena);
/* A number, or -1: nobody said, or it was "unset". */
int64_t fact_number(const struct field *field);

/* As context_parse(), of a text that lives as long as the result. */
int context_split(const char *text, struct arena *arena, struct context *ret);

/* ---- rules.c: which field says what, and where it is believed ---- */

enum {
	IN_AVC = 1,		/* the kernel's refusal */
	IN_USER = 2,		/* a program's */
	IN_ERROR = 4,		/* SELINUX_ERR */
	IN_SYSCALL = 8,
	IN_MERGED = 16,		/* a refusal without a SYSCALL record may hold that one's fields */
	IN_PATH = 32,
};

enum fact_kind {
	FACT_TEXT,
	FACT_NUMBER,		/* int64_t */
	FACT_INODE,
	FACT_PORT,		/* int */
	FACT_MAIN_PORT,		/* it is also the one that the refusal was about */
	FACT_USER,		/* int64_t, or the name, at name_member */
	FACT_USER_NAME,
	FACT_CONTEXT,
	FACT_PERMISSIVE,
	FACT_EXE,
	FACT_EXIT,
	FACT_SUCCESS,
	FACT_MODE,
	FACT_CAPABILITY,
	FACT_PERMISSIONS,	/* separated by commas */
	FACT_FIELD,		/* as it is, for struct taking */
};

struct fact_rule {
	const char *name;
	size_t length;			/* of the name */
	unsigned where;
	enum fact_kind kind;
	size_t member, name_member;	/* of struct denial */
	bool at_end;			/* believed only from the last scontext= on, see take.c */
	bool encoded;			/* in hex, when it holds blanks or worse */
	bool last;			/* nothing of use comes after it */
};
/* The rule for a field of a record of that kind, or NULL: it means nothing to us. */
const struct fact_rule *fact_rule_of(const struct field *field, unsigned where);

/* ---- take.c: a record's fields become facts ---- */

/* What is known when a record begins; what was said first holds. */
struct taking {
	struct denial *denial;
	struct arena *arena;
	unsigned where;
	bool permissive;
	bool has_mode;			/* permissive= was there, whatever it says */
	struct field arch, call, call_name; /* of the system call, name NULL where not said */
};
void take_record(struct taking *taking, const struct span *text, bool interpreted);
/* Sets exe, and exe_deleted; rule is not used. */
void take_exe(struct taking *taking, const struct fact_rule *rule, const struct field *field);
/* The words of a text, sorted, without doubles; ends with NULL. */
const char *const *sorted_words(const struct span *text, char separator, struct arena *arena);

/* ---- manager.c: programs that ask SELinux ---- */

/* The fields around a program's message: sets manager; returns the message itself. */
struct span facts_of_manager(struct denial *denial, const struct record *record,
	struct arena *arena);
/* Whether it is one of those we have heard of, the kernel included. */
bool manager_known(const char *manager);

/* ---- facts.c: the other records of an event ---- */

/* A PATH record: made absolute (NULL: it says none), and the inode or -1. */
struct path_item {
	const char *path;
	int64_t inode;
	const struct record *record;
};

/* What those say about each of its refusals; read when it is needed, and once. */
struct surroundings {
	const struct event *event;
	bool seen;			/* what there is, */
	const struct record *syscall, *address, *avc_path;
	bool has_paths, has_others;
	bool read;			/* what the system call says, */
	struct denial said;
	bool listed;			/* and its paths */
	const struct path_item *paths;
	size_t n_paths;
};
/* All facts of the SYSCALL record, which must be there. */
const struct denial *said_by_syscall(struct surroundings *around);
extern const struct denial nothing_known;
/* What tells a refusal from others; text is its record without the decision. Returns whether it was
 * permissive. denial_complete() adds the rest. */
bool facts_of_refusal(struct denial *denial, const struct record *record, const struct span *text,
	struct surroundings *around);

/* ---- cut.c: records that lost their last bytes ---- */

/* For a record without permissive=: restores the class, and sets damage. Returns whether it was cut. */
bool mend_cut(struct denial *denial, const struct record *record, struct arena *arena);

/* ---- error.c: what SELINUX_ERR says in words ---- */

void facts_of_error(struct denial *denial, const struct span *text, struct arena *arena);

/* ---- sockaddr.c ---- */

/* The address that the system call had: local for bind, else remote. */
void facts_of_address(struct denial *denial, const struct record *record, struct arena *arena);

/* ---- path.c ---- */

/* Sets denial->path from the event's CWD and PATH records, when they tell it. */
void path_of_event(struct denial *denial, struct surroundings *around);
/* Lists the paths of the event, once. */
void list_paths(struct surroundings *around);
/* The kernel names the entry when it refuses to add one to a folder, or to take one out. */
bool names_entry(const struct denial *denial);

/* ---- target.c ---- */

/* Sets the mode and the owners of what was refused, from its PATH record; and of a capability over files
 * also the path. */
void target_of_event(struct denial *denial, struct surroundings *around);
/* A capability over files was refused: it is the same refusal whichever file it was. */
bool concerns_files_in_general(const struct denial *denial);

/* ---- denial.c ---- */

/* Sets what was denied beside it, in the same event. */
void denied_beside(struct denial *denial, const struct event *event);

/* ---- place.c: for signatures ---- */

struct place {
	struct span pieces[3];
	size_t count;
	bool folded;		/* runs of digits stand for any number */
	char port[12];
};
void place_of(const struct denial *denial, struct place *ret);
/* Packets are checked in whatever process happens to run: the kernel names an innocent one, and any
 * port. */
bool concerns_packets(const struct denial *denial);

#endif
