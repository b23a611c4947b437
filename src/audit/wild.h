/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of wild.c share: how the head of a record looks when others have passed it on. */
#ifndef AVOCET_WILD_H
#define AVOCET_WILD_H

#include "audit.h"

/* Bytes of somebody else's; text is NULL where there are none. */
struct piece {
	const char *text;
	size_t length;
};
bool piece_begins(const struct piece *piece, const char *beginning);
bool piece_is(const struct piece *piece, const char *text);

/* ---- wild-mail.c ---- */

/* Up to LINE_MAX_BYTES of text; what had no room is told by cut. */
struct buffer {
	char *bytes;
	size_t length;
	bool cut;
};
void buffer_add(struct buffer *buffer, const char *text, size_t length);
void buffer_clear(struct buffer *buffer);
/* The line without the "> " before it, and without blanks there. */
struct piece mail_unquote(const struct piece *line);
/* Quoted-printable: "type=3DAVC". */
bool mail_is_printable(const struct piece *line);
bool mail_decode(const struct piece *line, struct buffer *to);
/* A web page's source: "comm=&quot;httpd&quot;". */
bool web_is_escaped(const struct piece *text);
void web_decode(const struct piece *text, struct buffer *to);
struct piece web_trim(const struct piece *body);
/* Whether a record shows any of this, cheaply. */
bool web_is_decorated(const struct piece *body);
/* Makes U+241D 0x1d again, in place. Returns the new length. */
size_t tail_restore(char *text, size_t length);

/* ---- wild-wrap.c ---- */

/* Whether the record's body seems to lack its end. */
bool record_goes_on(enum record_type type, const struct piece *body);
/* Whether the text ends in the midst of a head: "… type=AVC", its msg= not yet there. */
bool head_goes_on(const struct piece *text);
/* How a line goes on with the record before it, whose last line had that many columns. */
enum wrapped {
	WRAPPED_NOT,
	WRAPPED_AT_BLANK,
	WRAPPED_IN_WORD,
};
enum wrapped line_continues(const struct piece *before, const struct piece *line, size_t width);
/* The same for a record whose stamp is not yet there. */
struct head;
enum wrapped stamp_continues(const struct head *head, const struct piece *before,
	const struct piece *line);
/* Whether a line is more of a record that seemed to be whole: " permissive=0". */
bool line_extends(const struct piece *line);

/* ---- dates.c ---- */

/* In which order day, month and year were last written without a doubt. */
enum date_order {
	DATE_UNKNOWN,
	DATE_MDY,
	DATE_DMY,
	DATE_YMD,
};
/* What is known of the times in an input. */
struct date_habit {
	enum date_order order;
	int64_t now;
	struct date_read {	/* the last one, since the records of an event follow each other */
		char text[40];
		size_t length;
		int64_t earliest, ms;
	} last;
};
/* "04/19/2023 14:07:38.570" in the many ways of locales, in the local zone. Of several readings
 * the first plausible one is taken: not before earliest, not in the future. Returns 0 or -EINVAL. */
int date_parse(const struct piece *text, int64_t earliest, struct date_habit *habit,
	int64_t *ret_ms);
/* The time at the beginning of a line of syslog, journal or logcat. Without a year: the last
 * such time that does not lie in the future. Returns 0 or -EINVAL. */
int date_of_prefix(const struct piece *prefix, int64_t now, int64_t *ret_ms);

/* ---- wild-stamp.c ---- */

/* What stands between the parentheses of "audit(…)", raw, interpreted or damaged: of what cannot be
 * read, ms or serial are 0. Returns whether all could. */
bool stamp_read(const struct piece *stamp, const struct piece *body, struct date_habit *habit,
	struct event_id *ret);

/* ---- wild-head.c ---- */

enum head_form {
	HEAD_STAMPED,		/* "audit(…):" */
	HEAD_JOURNAL,		/* "audit[911]: AVC …", "audit: SELINUX_ERR …" */
	HEAD_BARE,		/* "avc:  denied …", nothing before it */
};
struct head {
	enum head_form form;
	struct piece node, type;	/* empty: nobody said */
	struct piece stamp;		/* between the parentheses */
	uint64_t pid;			/* of the journal; 0: nobody said */
	const char *start;		/* where the record begins */
	const char *body;
	bool interpreted;		/* a blank before the colon */
	bool open;			/* the text ends before the head does */
};
/* The first head in the text. */
bool head_find(const struct piece *text, struct head *ret);
/* The first head in what follows another's: what is quoted there holds none. */
bool head_find_next(const struct piece *body, bool interpreted, struct head *ret);

/* ---- wild-type.c ---- */

#define TYPE_SIZE 32
/* The type's name as the plain form has it; false when neither the head nor the body tell. */
bool head_type(const struct head *head, const struct piece *body, char ret[TYPE_SIZE]);
/* Another security module's message, in a record or without one. */
bool head_is_foreign(const char *type, const struct piece *body);
bool head_is_foreign_type(const struct piece *type); /* by how the text begins */
bool line_is_foreign(const struct piece *line);

/* ---- wild-serial.c ---- */

/* Who logged lately, so that the lines of one process and second make one event. */
struct journal_events {
	struct journal_event {
		int64_t second, ms;
		uint64_t who;
		unsigned round;		/* how many events of it have ended */
		bool called;		/* its SYSCALL was heard */
	} recent[16];
	size_t next;
};
/* A serial that no kernel gives. */
uint64_t made_serial(uint64_t hash);
/* A stamp for a record that has none, the same whenever the same log is read. */
void journal_stamp(struct journal_events *events, int64_t ms, uint64_t who, enum record_type type,
	struct event_id *id);
/* Refusals that came one way and may come again the other way. */
struct journal_twins {
	struct journal_twin {
		uint64_t body;		/* hashed */
		int64_t ms;
		bool from_journal, waiting;
	} recent[64];
	size_t next;
};
/* Whether a refusal is the twin of an earlier one; each has at most one. */
bool journal_had_it(struct journal_twins *twins, bool from_journal, int64_t ms, uint64_t body);

/* ---- wild-plain.c ---- */

/* What makes plain lines. */
struct plain {
	struct wild_to to;
	struct date_habit habit;
	struct journal_events journal;
	struct journal_twins twins;
	char *line;
};
void plain_begin(struct plain *plain, const struct wild_to *to);
void plain_end(struct plain *plain);
/* prefix is what stands before the record in its line. */
enum wild_line plain_take(struct plain *plain, const struct head *head, const struct piece *prefix,
	const struct piece *body, bool cut);
/* Whether there is a number in its parentheses. */
bool head_is_stamped(const struct head *head);
/* Whether it means to be a record's: people write "audit()" too. */
bool head_is_serious(const struct head *head);

#endif
