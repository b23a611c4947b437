/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From bytes to events: lines, records with their fields, and records joined into events by
 * (node, time, serial). Knows the audit system's formats and nothing of what denials mean.
 */
#ifndef AVOCET_AUDIT_H
#define AVOCET_AUDIT_H

#include "base.h"

/* What names an event: no two events of one host share it. */
struct event_id {
	const char *node;	/* NULL: the host that we run on */
	int64_t ms;		/* since 1970, UTC */
	uint64_t serial;
};

/* ---- lines.c: bytes → lines ---- */

/* No record comes near this; a longer line is cut here and the cut is told. */
#define LINE_MAX_BYTES (64 * 1024)

struct lines;
/* take() gets each line without its end; the bytes are valid until it returns. A line that was
 * longer than LINE_MAX_BYTES comes with cut set and only its beginning. */
typedef void (*line_fn)(const char *line, size_t length, bool cut, void *userdata);
struct lines *lines_new(line_fn take, void *userdata);
/* Asked at the beginning of each line: how many of the bytes, whole lines, need not be taken. */
typedef size_t (*pass_fn)(const char *bytes, size_t length, void *userdata);
void lines_pass_over(struct lines *lines, pass_fn pass);
void lines_free(struct lines *lines);
void lines_feed(struct lines *lines, const char *bytes, size_t length);
void lines_end(struct lines *lines); /* a last line without its newline is a line too */

/* ---- record.c: a line → a record and its fields ---- */

enum record_type {
	RECORD_OTHER,
	RECORD_USER_OTHER,	/* from a program: always an event of its own */
	RECORD_AVC,
	RECORD_USER_AVC,
	RECORD_SELINUX_ERR,
	RECORD_SYSCALL,
	RECORD_CWD,
	RECORD_PATH,
	RECORD_SOCKADDR,
	RECORD_OBJ_PID,
	RECORD_PROCTITLE,
	RECORD_EXECVE,
	RECORD_EOE,
	RECORD_MAC_POLICY_LOAD,
	RECORD_MAC_STATUS,
	RECORD_MAC_CONFIG_CHANGE,
	RECORD_VIRT_MACHINE_ID,	/* from a program too: libvirt starts a guest */
	RECORD_SECCOMP,		/* not SELinux's, only counted */
};

/* Points into the line it was parsed from. */
struct record {
	enum record_type type;
	struct event_id id;		/* id.node is not set: it is not terminated, see node */
	const char *node;
	size_t node_length;		/* 0: no node= prefix */
	const char *line;		/* the whole line */
	size_t length;
	const char *body;		/* what follows "audit(…): " */
	size_t body_length;
	bool interpreted;		/* "audit(…) : ", as ausearch -i writes: names, no quotes */
	const char *damage;		/* NULL, or what is wrong with its head (wild.c) */
};
/* Takes the plain form, that of audit.log and of auditd's plugins, raw or enriched:
 * "[node=NAME ]type=TYPE msg=audit(SECONDS.MS:SERIAL)[ ]: BODY". All other forms are made into
 * this one first (wild.c). Returns 0, or -EINVAL when the line is no such record (*ret is then undefined). */
int record_parse(const char *line, size_t length, struct record *ret);
/* What those who parse many lines remember of the ones before; begins as zeros. */
struct known_text {
	char text[32];
	unsigned char length;
};
struct record_memory {
	struct known_head {
		struct known_text text;
		enum record_type type;
	} heads[128];
	struct known_text stamp;
	struct event_id id;
};
/* The same, faster; the stamp of a RECORD_USER_OTHER is not read (its id is 0 and it is part of the
 * body), since nobody looks at it. */
int record_parse_next(const char *line, size_t length, struct record_memory *memory,
	struct record *ret);
/* True for the records that make an event worth explaining: AVC, USER_AVC, SELINUX_ERR. */
static inline bool record_is_refusal(enum record_type type)
{
	return (1u << RECORD_AVC | 1u << RECORD_USER_AVC | 1u << RECORD_SELINUX_ERR) >> type & 1;
}
/* True for those that change the policy's answers: MAC_POLICY_LOAD, MAC_STATUS, …. */
static inline bool record_is_policy_change(enum record_type type)
{
	return (1u << RECORD_MAC_POLICY_LOAD | 1u << RECORD_MAC_STATUS | 1u << RECORD_MAC_CONFIG_CHANGE)
		>> type & 1;
}

/* True for what a program says: an event of its own, with one record. */
static inline bool record_is_message(enum record_type type)
{
	return (1u << RECORD_USER_OTHER | 1u << RECORD_VIRT_MACHINE_ID) >> type & 1;
}

/* One name=value of a record; quotes are taken off, nothing is decoded. */
struct field {
	const char *name, *value;
	size_t name_length, value_length;
	bool quoted;
};
/* Walks through the fields of text; *cursor begins as 0. Words without = are passed over, and
 * so is what stands in braces. A value in '…' ends at the last ' of the text: programs put whole
 * messages there, whose fields are found by walking through the value. */
bool field_next(const char *text, size_t length, size_t *cursor, struct field *ret);
/* The same for a record that is interpreted: there a value goes on, blanks and all, until the next
 * " name=". (interpreted.c) */
bool field_next_interpreted(const char *text, size_t length, size_t *cursor, struct field *ret);
/* The first field of that name. */
bool field_find(const char *text, size_t length, const char *name, struct field *ret);
/* The value as bytes: hex decoded when it is an unquoted even run of hex digits of a field that
 * the kernel encodes; NULs of abstract socket names become '@'. "(null)" and "?" give NULL. */
char *field_decode(const struct field *field, struct arena *arena);

/* ---- event.c: records → events ---- */

/* All records of one event, in the order they came. Valid while the event is being delivered. */
struct event {
	struct event_id id;
	struct arena *arena;		/* owns what belongs to the event, this struct included */
	struct record *records;
	size_t n_records;
	unsigned earlier;		/* refusals of this event that were delivered before */
	const char *damage;		/* NULL, or what is wrong with it: "cut off", … */
};

/* Records of events that nobody ends are waited for this long: in audit time, which the records
 * themselves tell, and by the clock, where a halted machine or source must not tear an event. */
#define EVENT_TIMEOUT_MS 2000
#define EVENT_SILENCE_MS 5000

struct assembler;
typedef void (*event_fn)(struct event *event, void *userdata);
/* Delivers the events that hold a refusal or a policy change; forgets the others. */
struct assembler *assembler_new(event_fn deliver, void *userdata);
void assembler_free(struct assembler *assembler);
/* The record's bytes must stay where they are until assembler_keep(), or until all is delivered. */
void assembler_take(struct assembler *assembler, const struct record *record, bool cut);
/* Copies what is waited with: the bytes of the records taken so far may go. */
void assembler_keep(struct assembler *assembler);
/* To be called about once a second while events wait, with a clock that only goes forward:
 * delivers what has waited for EVENT_SILENCE_MS since the first such call that saw it. */
void assembler_expire(struct assembler *assembler, int64_t now);
/* Delivers all that is open: the input has ended. */
void assembler_flush(struct assembler *assembler);
/* Adds text, after a blank, to the record that was taken last: its line had been wrapped. Returns
 * whether its event was still open. */
bool assembler_extend(struct assembler *assembler, const char *text, size_t length);
/* Number of open events. */
size_t assembler_waiting(const struct assembler *assembler);
/* Number of events begun so far, those that were not worth delivering included. */
uint64_t assembler_begun(const struct assembler *assembler);

/* ---- bookmark.c: where a stream that breaks is taken up again ---- */

/*
 * Events overlap, so one place in the stream is not enough: all that began before the event `from`
 * was delivered, and of what has records from there on, the events in `done` were. A source reads
 * again from the first record of `from`; of the first `heard` refusals and changes those of `done`
 * are then passed over. No event is open for longer than 256 newer ones take to begin, which
 * bounds `done`.
 */
struct bookmark {
	struct event_id from;		/* ms and serial 0: from the stream's beginning */
	uint64_t heard;			/* refusals and changes of the policy from there on */
	struct done_event *done;	/* in the order in which they began */
	size_t n_done;
};
struct done_event {
	struct event_id id;
	unsigned told;			/* how many refusals and changes of it were delivered */
	bool older;			/* it began before `from` */
	bool open;			/* more of it was heard since, and waits to be delivered */
	bool old;			/* it began so long ago that its first records may be forgotten */
};
/* Where the events that were delivered so far end. */
void assembler_bookmark(const struct assembler *assembler, struct arena *arena,
	struct bookmark *ret);
/* To be called before the first record: what the bookmark says was done is passed over, until
 * assembler_resumed() says that the source has told everything anew. */
void assembler_resume(struct assembler *assembler, const struct bookmark *bookmark);
void assembler_resumed(struct assembler *assembler);
/* For keeping; bookmark_parse() returns 0 or -EINVAL. */
char *bookmark_text(const struct bookmark *bookmark, struct arena *arena);
int bookmark_parse(const char *text, struct arena *arena, struct bookmark *ret);

/* ---- wild.c and its helpers: lines that are no plain records ---- */

/*
 * Audit records as people and programs pass them on (journal, syslog, ausearch -i, mail, sealert,
 * logcat, …). Each that is found is made into a plain line and given to take().
 */
struct wild;
typedef void (*record_fn)(const struct record *record, bool cut, void *userdata);
/* extend() gets the rest of a wrapped line whose beginning was the last record taken. */
struct wild_to {
	record_fn take;
	void (*extend)(const char *text, size_t length, void *userdata);
	void *userdata;
};
struct wild *wild_new(const struct wild_to *to);
void wild_free(struct wild *wild);
/* What became of a line. */
enum wild_line {
	WILD_NOTHING,		/* no audit record, nor part of one */
	WILD_TAKEN,		/* records, or a part of one */
	WILD_DAMAGED,		/* it wanted to be a record, and nothing can be made of it */
	WILD_FOREIGN,		/* another security module's message */
};
/* For each line that record_parse() refuses, and for each plain one that wild_wants(). */
enum wild_line wild_take(struct wild *wild, const char *line, size_t length, bool cut);
/* Whether a plain record must go through wild_take() all the same: it holds a second record, it
 * seems to be wrapped, or an earlier one waits for the rest of its line. Must be cheap. */
bool wild_wants(const struct wild *wild, const struct record *record);
/* Whether it waits for the rest of a line, so that it wants every record. */
bool wild_is_waiting(const struct wild *wild);
/* The input ends, or pauses: what waits for the rest of its line is let go. */
void wild_end(struct wild *wild);

/* ---- dull.c: most of a log ---- */

struct dull {
	struct assembler *assembler;
	const struct wild *wild;	/* NULL: all that comes is plain */
	struct record_memory *memory;
	uint64_t records;		/* that were passed over */
};
/* Passes over the whole events that the bytes begin with, as long as they are nothing to us. The rest is
 * the same as if each of their records had been given to assembler_take(). Returns their length. */
size_t dull_pass(struct dull *dull, const char *bytes, size_t length);

/* ---- notes.c: what sources and avocetd tell each other between the records ---- */

/* A line that begins so is no record. */
#define NOTE_PREFIX "#avocet "
#define NOTE_NAME_MAX 15
#define NOTE_NODE_MAX 255
/* No note is longer, its end and a NUL included. */
#define NOTE_SIZE 384

enum note_kind {
	/* source → avocetd */
	NOTE_SOURCE,	/* "source NAME": who is speaking; the first line, waits for the answer */
	NOTE_REPLAY,	/* "replay": what follows was told before, or could have been */
	NOTE_LIVE,	/* "live COUNT": that is over, it had so many records */
	NOTE_GAP,	/* "gap MS UNTIL": events of that time may be missing for good; MS 0: unknown */
	NOTE_LOST,	/* "lost COUNT": so many records were lost before they reached the source */
	/* avocetd → source */
	NOTE_SEEN,	/* "seen MS": all of before was passed on, or did not matter */
	NOTE_START,	/* "from start": nothing is known yet */
	NOTE_FROM,	/* "from MS SERIAL [NODE]": where to begin, see struct bookmark */
};
struct note {
	enum note_kind kind;
	char name[NOTE_NAME_MAX + 1];		/* small letters */
	int64_t ms, until;
	uint64_t serial, count;
	char node[NOTE_NODE_MAX + 1];		/* "": none, or one that is too long to tell */
};
/* Reads what follows NOTE_PREFIX. Returns 0 or -EINVAL. */
int note_parse(const char *text, struct note *ret);
/* The whole line with its end; returns its length. */
size_t note_write(const struct note *note, char line[NOTE_SIZE]);

/* ---- source-file.c, source-stream.c: where bytes come from ---- */

/* Gets the bytes as they come; a negative errno ends the reading and is returned. */
typedef int (*bytes_fn)(const char *bytes, size_t length, void *userdata);
struct source_to {
	bytes_fn feed;
	/* How much of the file was read, as it lies there, and its size (0: a pipe); may be NULL. */
	void (*progress)(uint64_t read, uint64_t size, void *userdata);
	void *userdata;
};
/* Reads a log to its end, unpacking gzip and xz; "-" is stdin. (Not in audit's own library, so that
 * daemons need not link what unpacks.) Returns 0 or a negative errno: -EISDIR for a folder,
 * -EBADMSG for a damaged archive (what came before the damage was fed), -EPROTONOSUPPORT for
 * another kind of archive, -ENOMEM for one that wants too much memory. */
int source_read_file(const char *path, const struct source_to *to);
/* Reads from a non-blocking descriptor what is there now. Returns 1 when there may be more
 * later, 0 at the end, or a negative errno. */
int source_read(int fd, bytes_fn feed, void *userdata);

#endif
