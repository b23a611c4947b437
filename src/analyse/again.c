/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store keeps the raw records of a denial. They are heard again, by the same ears as at
 * first, and the denial with the alert's signature is explained.
 */
#include <errno.h>
#include <string.h>

#include "hear.h"
#include "again.h"

/* What is looked for among the denials of the records. */
struct search {
	const char *signature;	/* NULL: the first will do */
	struct explainer *explainer;
	struct store *store;
	struct arena *arena;
	int64_t id;
	bool found;
	int result;
};

static int store_texts_of(struct search *search, const char *name)
{
	const struct plugins *plugins = explainer_plugins(search->explainer);

	for (size_t i = 0; i < plugins_count(plugins); i++) {
		const struct avocet_plugin *plugin = plugins_get(plugins, i);
		json_t *texts;
		int r;

		if (strcmp(plugin->name, name) != 0)
			continue;
		texts = plugin_texts_to_json(plugin);
		r = store_plugin_texts(search->store, name, texts);
		json_decref(texts);
		return r;
	}
	return 0;
}

/* The texts before the verdicts that refer to them; only of those who spoke: most never do here. */
static int store_all(struct search *search, const struct alert *alert)
{
	for (size_t i = 0; i < alert->verdicts.count; i++) {
		int r = store_texts_of(search, alert->verdicts.items[i].plugin);

		if (r < 0)
			return r;
	}
	return store_explained(search->store, alert);
}

static void take_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct search *search = userdata;
	struct alert alert = { .id = search->id, .signature = signature, .denial = *denial };

	if (search->found || (search->signature && strcmp(search->signature, signature) != 0))
		return;
	search->found = true;
	explain(search->explainer, search->arena, &alert);
	search->result = store_all(search, &alert);
}

static void hear_again(struct search *search, const char *records)
{
	struct hear *hear = hear_new(&(struct hear_to){
		.denial = take_denial,
		.plain = true, /* as avocetd heard them: nothing is to be guessed */
		.userdata = search,
	});

	hear_feed(hear, records, strlen(records));
	hear_end(hear);
	hear_free(hear);
}

int explain_again(struct explainer *explainer, struct store *store, int64_t id,
	struct arena *arena, const char **ret_why)
{
	struct search search = { .explainer = explainer, .store = store, .arena = arena, .id = id };
	const char *records;
	int r = store_raw(store, id, arena, &records, &search.signature);

	if (r < 0) {
		*ret_why = r == -ENOENT ? "there is no such alert" : store_error(store);
		return r;
	}
	hear_again(&search, records);
	/* Another version may have signed it otherwise. */
	if (!search.found) {
		search.signature = NULL;
		hear_again(&search, records);
	}
	if (!search.found) {
		*ret_why = "its records hold no denial";
		return -ENODATA;
	}
	if (search.result < 0)
		*ret_why = store_error(store);
	return search.result;
}
