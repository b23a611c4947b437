/* SPDX-License-Identifier: GPL-2.0-or-later */
/* List, page by page: waiting for each, or not. */
#include <errno.h>
#include <stdlib.h>

#include "internal.h"

struct page {
	int64_t limit;		/* alerts that are wanted; 0: all */
	int64_t told;		/* of all pages */
	int64_t last_seen, id;	/* of the last one; id 0: none yet */
};

static int take_alert(struct client *client, struct page *page, const json_t *json,
	client_alert_fn take, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert = { 0 };
	int r;

	if (alert_from_json(json, arena, &alert) < 0 || alert.id <= 0)
		return client_fail_reply(client);
	page->last_seen = alert.last_seen;
	page->id = alert.id;
	page->told++;
	r = take(&alert, userdata);
	return r < 0 ? client_fail(client, r, "the listing was ended") : 0;
}

static int take_page(struct client *client, struct page *page, sd_bus_message *reply,
	client_alert_fn take, void *userdata)
{
	int r = sd_bus_message_enter_container(reply, 'a', "a{sv}");

	if (r < 0)
		return client_fail_reply(client);
	while ((r = sd_bus_message_at_end(reply, false)) == 0) {
		_cleanup_json_ json_t *json = NULL;

		if (bus_read_object(reply, &json) < 0)
			return client_fail_reply(client);
		r = take_alert(client, page, json, take, userdata);
		if (r < 0)
			return r;
		if (page->told == page->limit)
			return 0;
	}
	return r < 0 ? client_fail_reply(client) : 0;
}

static int page_call(struct client *client, const json_t *filter, const struct page *page,
	sd_bus_message **ret)
{
	_cleanup_json_ json_t *asked = filter ? json_copy((json_t *)filter) : json_object();
	char before[48];
	int r = client_new_call(client, "List", ret);

	if (r < 0)
		return r;
	snprintf(before, sizeof before, "%lld:%lld", (long long)page->last_seen,
		(long long)page->id);
	if (page->id)
		json_object_set_new(asked, "before", json_string(before));
	if (page->limit)
		json_object_set_new(asked, "limit", json_integer(page->limit - page->told));
	if (bus_append_object(*ret, asked) < 0)
		return client_fail(client, -EINVAL, _("the filter holds something that cannot be sent"));
	return 0;
}

int client_list(struct client *client, const json_t *filter, client_alert_fn take, void *userdata)
{
	struct page page = { .limit = json_integer_value(json_object_get(filter, "limit")) };
	int64_t told;
	int r;

	do {
		_cleanup_message_ sd_bus_message *call = NULL, *reply = NULL;

		told = page.told;
		r = page_call(client, filter, &page, &call);
		if (r >= 0)
			r = client_send_call(client, call, &reply);
		if (r >= 0)
			r = take_page(client, &page, reply, take, userdata);
		if (r < 0)
			return r;
		/* Until a page brings nothing. */
	} while (page.told > told && page.told != page.limit);
	return 0;
}

/* ---- not waited for ---- */

struct asking {
	struct client *client;
	json_t *filter;
	struct page page;
	client_alert_fn take;
	client_done_fn done;
	void *userdata;
};

static void finish(struct asking *asking, int error)
{
	asking->done(error, asking->userdata);
	json_decref(asking->filter);
	free(asking);
}

static int on_page(sd_bus_message *reply, void *userdata, sd_bus_error *error);

static int ask_page(struct asking *asking)
{
	_cleanup_message_ sd_bus_message *call = NULL;
	int r = page_call(asking->client, asking->filter, &asking->page, &call);

	return r < 0 ? r : client_send_async(asking->client, call, on_page, asking);
}

static int on_page(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	struct asking *asking = userdata;
	struct page *page = &asking->page;
	int64_t told = page->told;
	bool more;
	int r;

	if (sd_bus_message_is_method_error(reply, NULL))
		r = client_fail_call(asking->client, sd_bus_message_get_error(reply));
	else
		r = take_page(asking->client, page, reply, asking->take, asking->userdata);
	more = r >= 0 && page->told > told && page->told != page->limit;
	if (more)
		r = ask_page(asking);
	if (!more || r < 0)
		finish(asking, r < 0 ? r : 0);
	return 0;
}

int client_ask_list(struct client *client, const json_t *filter, client_alert_fn take,
	client_done_fn done, void *userdata)
{
	struct asking *asking = calloc(1, sizeof *asking);
	int r;

	if (!asking)
		abort();
	*asking = (struct asking){ .client = client, .filter = filter ? json_copy((json_t *)filter) : NULL,
		.page.limit = json_integer_value(json_object_get(filter, "limit")), .take = take, .done = done,
		.userdata = userdata };
	r = ask_page(asking);
	if (r < 0) {
		json_decref(asking->filter);
		free(asking);
	}
	return r;
}
