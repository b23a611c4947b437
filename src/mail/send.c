/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outbox goes out. Before an attempt the time of the next one is written, after the server said yes
 * the row is done with. Killed between both, the mail is sent a second time, minutes later: the only
 * duplicate there can be. No order of steps prevents it, since the server's yes and our note are on two
 * machines (without our note first, a kill would lose the mail). It is the same mail with the same
 * Message-ID, by which mail stores and readers' programs tell that it is one.
 */
#include "mail.h"

#include <errno.h>

struct sending {
	struct outbox *outbox;
	const struct mail_settings *settings;
	struct transport transport;
	bool failed, unreached;
};

static const struct recipient *recipient_of(const struct mail_settings *settings, const struct row *row)
{
	for (size_t i = 0; i < settings->count; i++)
		if (text_equal(settings->recipients[i].name, row->recipient))
			return &settings->recipients[i];
	return NULL;
}

static int refuse(struct sending *sending, struct arena *arena, const struct row *row, bool address,
	const char *why)
{
	int error = outbox_end(sending->outbox, row, ROW_REFUSED, why, time_now());

	log_error(address ? _("%s to %s: the address was refused, the mail is given up: %s")
			  : _("%s to %s: the mail was refused and is given up: %s"),
		noted_text(arena, row->what), row->address, escape_terminal(arena, noted_text(arena, why)));
	if (error >= 0 && address)
		error = outbox_refused(sending->outbox, row->recipient, why, time_now());
	return error;
}

/* Tried for days: the mail is given up, its alerts are not. */
static int give_up(struct sending *sending, struct arena *arena, const struct row *row, const char *why)
{
	log_error(_("%s to %s: tried for %d days and given up, the next mail tells of it again: %s"),
		noted_text(arena, row->what), row->address, (int)(SCHEDULE_GIVE_UP / DAY_MS),
		escape_terminal(arena, noted_text(arena, why)));
	return outbox_end(sending->outbox, row, ROW_GIVEN_UP, why, time_now());
}

static int put_off(struct sending *sending, struct arena *arena, const struct row *row, int64_t due,
	const char *why)
{
	if (time_now() - row->created >= SCHEDULE_GIVE_UP)
		return give_up(sending, arena, row, why);
	log_error(_("%s to %s: not sent: %s; the next attempt is at %s"), noted_text(arena, row->what), row->address,
		escape_terminal(arena, noted_text(arena, why)), time_local(arena, due));
	return outbox_answer(sending->outbox, row, why);
}

static int settle(struct sending *sending, struct arena *arena, const struct row *row, int64_t due,
	enum delivery delivery, bool address, const char *why)
{
	if (delivery == DELIVERY_TAKEN)
		return outbox_end(sending->outbox, row, ROW_SENT, NULL, time_now());
	sending->failed = true;
	if (delivery == DELIVERY_REFUSED)
		return refuse(sending, arena, row, address, why);
	sending->unreached = delivery == DELIVERY_UNREACHED;
	return put_off(sending, arena, row, due, why);
}

static int send_one(struct sending *sending, struct arena *arena, const struct row *row)
{
	const struct recipient *recipient = recipient_of(sending->settings, row);
	int64_t now = time_now(), due = now + schedule_wait(row->attempts + 1);
	const char *why = "";
	bool address;
	enum delivery delivery;
	int error;

	if (!recipient) /* no longer in the settings */
		return outbox_end(sending->outbox, row, ROW_REFUSED, NULL, now);
	if (schedule_loud(recipient, now) > now)
		return outbox_postpone(sending->outbox, row, schedule_loud(recipient, now));
	error = outbox_attempt(sending->outbox, row, due);
	if (error < 0)
		return error; /* what cannot be noted is not sent: it would be sent again and again */
	delivery = transport_send(&sending->transport, arena, row, &address, &why);
	return settle(sending, arena, row, due, delivery, address, why);
}

/* What is due goes by the same server: one that cannot be reached is asked no more. */
static int put_off_rest(struct sending *sending, int64_t now, int64_t after)
{
	int error = 0;

	while (error >= 0) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct row row;

		error = outbox_next(sending->outbox, now, after, arena, &row);
		if (error < 0)
			break;
		after = row.id;
		error = outbox_attempt(sending->outbox, &row, now + schedule_wait(row.attempts + 1));
		if (error >= 0)
			error = put_off(sending, arena, &row, now + schedule_wait(row.attempts + 1),
				"the server could not be reached");
	}
	return error == -ENOENT ? 0 : error;
}

int send_due(struct outbox *outbox, const struct mail_settings *settings)
{
	struct sending sending = { outbox, settings, .transport = { .settings = settings } };
	int64_t now = time_now(), after = 0;
	int error = 0;

	while (error >= 0 && !sending.unreached) {
		_cleanup_arena_ struct arena *arena = arena_new();
		struct row row;

		error = outbox_next(outbox, now, after, arena, &row);
		if (error < 0)
			break;
		after = row.id;
		error = send_one(&sending, arena, &row);
	}
	transport_end(&sending.transport);
	if (error >= 0)
		error = put_off_rest(&sending, now, after);
	if (error < 0 && error != -ENOENT)
		return error;
	return sending.failed ? -ECOMM : 0;
}

int send_test(const struct mail_settings *settings, const char *address)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct transport transport = { .settings = settings };
	struct recipient recipient = { .name = "test", .address = address };
	struct message message;
	struct row row = { .address = address, .from = settings->from };
	const char *why = "";
	enum delivery delivery;
	bool refused;

	for (size_t i = 0; i < settings->count; i++)
		if (text_equal(settings->recipients[i].address, address))
			recipient = settings->recipients[i];
	compose_test(arena, &recipient, settings->from, time_now(), &message);
	row.content = message_write(arena, &message);
	language_set(NULL);
	delivery = transport_send(&transport, arena, &row, &refused, &why);
	transport_end(&transport);
	if (delivery == DELIVERY_TAKEN) {
		log_info(_("the test mail to %s was taken by %s"), address,
			settings->sendmail ? settings->sendmail : settings->server);
		return 0;
	}
	log_error(_("the test mail to %s was not taken: %s"), address, escape_terminal(arena, noted_text(arena, why)));
	return -ECOMM;
}
