/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One record, its head found and its body cut out, is written as a plain line and handed on. */
#include "wild.h"

#include <stdlib.h>
#include <string.h>

#include "types.h"

/* For the head of a plain line. */
#define HEAD_ROOM 512

void plain_begin(struct plain *plain, const struct wild_to *to)
{
	*plain = (struct plain){ .to = *to, .habit.now = time_now() };
	plain->line = malloc(LINE_MAX_BYTES + HEAD_ROOM);
	if (!plain->line)
		abort();
}

void plain_end(struct plain *plain)
{
	free(plain->line);
}

static uint64_t hash_of(const struct piece *piece)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < piece->length; i++)
		hash = (hash ^ (unsigned char)piece->text[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The stamp, from what there is: that of the record, the time of the line, nothing. Returns what
 * is wrong with it, or NULL. */
static const char *find_stamp(struct plain *plain, const struct head *head, const struct piece *prefix,
	const struct piece *body, const char *type, struct event_id *ret)
{
	const char *damage = NULL;
	int64_t ms = 0;

	*ret = (struct event_id){ 0 };
	if (head->form != HEAD_JOURNAL && !stamp_read(&head->stamp, body, &plain->habit, ret))
		damage = head->type.length ? N_("damaged header") : N_("no header");
	if (!ret->ms && date_of_prefix(prefix, plain->habit.now, &ms) == 0)
		ret->ms = ms;
	if (head->form == HEAD_JOURNAL)
		journal_stamp(&plain->journal, ret->ms, head->pid ? head->pid : hash_of(body),
			record_type_of(type, strlen(type)), ret);
	else if (!ret->ms && !ret->serial)
		ret->serial = made_serial(hash_of(body)); /* it must not be taken for another such */
	return damage || head->form != HEAD_JOURNAL || ret->ms ? damage : N_("no time");
}

/* The plain line, its end cut off where it has no room. Returns its length. */
static size_t write_plain(struct plain *plain, const struct head *head, const struct event_id *id,
	const char *type, const struct piece *body)
{
	bool has_node = head->node.length > 0;
	int length = snprintf(plain->line, HEAD_ROOM, "%s%.*s%stype=%s msg=audit(%lld.%03d:%llu)%s: ",
		has_node ? "node=" : "", (int)head->node.length, has_node ? head->node.text : "",
		has_node ? " " : "", type, (long long)(id->ms / 1000), (int)(id->ms % 1000),
		(unsigned long long)id->serial, head->interpreted ? " " : "");
	size_t used = (size_t)length;

	memcpy(plain->line + used, body->text, body->length);
	return used + tail_restore(plain->line + used, body->length);
}

bool head_is_stamped(const struct head *head)
{
	return head->stamp.length && memchr("0123456789", *head->stamp.text, 10);
}

bool head_is_serious(const struct head *head)
{
	return head->type.length || head_is_stamped(head);
}

/* A line of the journal, from the audit system or from the kernel: "kernel: audit: type=1400 …". */
static bool is_twin(struct plain *plain, const struct head *head, const struct piece *prefix,
	const struct piece *body, int64_t ms)
{
	static const char kernel[] = " kernel: ";

	if (head->form != HEAD_JOURNAL && !memmem(prefix->text, prefix->length, kernel, strlen(kernel)))
		return false;
	return journal_had_it(&plain->twins, head->form == HEAD_JOURNAL, ms, hash_of(body));
}

enum wild_line plain_take(struct plain *plain, const struct head *head,
	const struct piece *prefix, const struct piece *body, bool cut)
{
	struct record record;
	struct event_id id;
	char type[TYPE_SIZE];
	const char *damage;
	size_t length;

	if (!head_type(head, body, type))
		return head_is_serious(head) ? WILD_DAMAGED : WILD_NOTHING;
	if (head_is_foreign(type, body))
		return WILD_FOREIGN;
	damage = find_stamp(plain, head, prefix, body, type, &id);
	if (damage && !(body->length && (id.ms || record_is_refusal(record_type_of(type, strlen(type))))))
		return WILD_DAMAGED;
	length = write_plain(plain, head, &id, type, body);
	if (record_parse(plain->line, length, &record) < 0)
		return WILD_DAMAGED;
	record.damage = damage;
	if (record_is_refusal(record.type) && is_twin(plain, head, prefix, body, id.ms))
		return WILD_TAKEN;
	plain->to.take(&record, cut, plain->to.userdata);
	return WILD_TAKEN;
}
