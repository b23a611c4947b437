/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All plugins are asked, one after the other; what they say becomes verdicts (fixes.c chooses what
 * they may offer), which are then put in order (settle.c).
 */
#include "host.h"

#include <string.h>

/* One denial being analysed. */
struct session {
	struct host host;	/* first: see session_of() */
	struct verdicts verdicts;
	size_t room;
};

static struct session *session_of(struct host *host)
{
	return (struct session *)host;
}

/* A name where the records tell it, else a number; NULL when they tell neither. */
static const char *who(const char *name, int64_t number, struct arena *arena)
{
	return name || number < 0 ? name : arena_printf(arena, "%lld", (long long)number);
}

/* The denial as plugins see it; shares its strings. */
static struct avocet_denial denial_for_plugins(const struct denial *denial,
	const struct policy_why *why, struct arena *arena)
{
	const struct context *s = &denial->source, *t = &denial->target;

	return (struct avocet_denial){
		.source = { s->text, s->user, s->role, s->type, s->range },
		.target = { t->text, t->user, t->role, t->type, t->range },
		.manager = denial->manager,
		.tclass = denial->tclass,
		.permissions = denial->permissions,
		.exe = denial->exe,
		.comm = denial->comm,
		.path = denial->path,
		.name = denial->name,
		.syscall = denial->syscall,
		.protocol = denial->protocol,
		.port = denial->port,
		.permissive = denial->outcome == OUTCOME_PERMITTED,
		.reason = policy_reason_name(why->reason),
		.outcome = outcome_name(denial->outcome),
		.ocomm = denial->ocomm,
		.unit = denial->unit,
		.container = denial->container,
		.tty = denial->tty,
		.pid = denial->pid,
		.ppid = denial->ppid,
		.uid = denial->uid,
		.auid = denial->auid,
		.constraint = why->reason == REASON_CONSTRAINT ? policy_constraint_kind(why->detail)
			: NULL,
		.device = denial->device,
		.inode = denial->inode,
		.ioctlcmd = denial->ioctlcmd,
		.kmod = denial->kmod,
		.anonclass = denial->anonclass,
		.nlmsg_type = denial->nlmsg_type,
		.netif = denial->netif,
		.local_address = denial->local_address,
		.remote_address = denial->remote_address,
		.destination = denial->destination,
		.interface = denial->interface,
		.member = denial->member,
		.service = denial->service,
		.cmdline = denial->cmdline,
		.request = denial->request,
		.operation = denial->operation,
		.invalid_context = denial->invalid_context,
		.target_raw = denial->target_raw,
		.damage = denial->damage,
		.msgtype = denial->msgtype,
		.function = denial->function,
		.also = denial->also,
		.success = denial->success,
		.mode = denial->mode,
		.owner = who(denial->ouid_name, denial->ouid, arena),
		.group = who(denial->ogid_name, denial->ogid, arena),
		.partition = denial->partition,
		.subnet = denial->subnet,
		.card_port = denial->card_port,
	};
}

/* ---- verdicts ---- */

static void add_verdict(struct session *session, const struct verdict *verdict)
{
	struct verdicts *verdicts = &session->verdicts;

	if (verdicts->count == session->room) {
		size_t room = session->room ? 2 * session->room : 8;
		struct verdict *items = arena_alloc(session->host.arena, room * sizeof(*items));

		if (verdicts->count)
			memcpy(items, verdicts->items, verdicts->count * sizeof(*items));
		verdicts->items = items;
		session->room = room;
	}
	verdicts->items[verdicts->count++] = *verdict;
}

/* Takes what the plugin said. Its texts are copied: verdicts outlive plugins. */
static void deliver(struct host *host)
{
	static const char *const no_grounds[] = { NULL };
	struct session *session = session_of(host);
	const struct avocet_plugin *plugin = host->plugin;
	int confidence = host->draft.confidence ? host->draft.confidence : plugin->confidence;
	struct verdict verdict = {
		.plugin = arena_strdup(host->arena, plugin->name),
		.confidence = confidence < 1 ? 1 : confidence > 100 ? 100 : confidence,
		.risk = host->draft.risk,
		.summary = arena_strdup(host->arena, plugin->summary),
		.explanation = arena_strdup(host->arena, plugin->explanation),
		.grounds = host->draft.grounds.count ? host->draft.grounds.items : no_grounds,
	};

	if (!fixes_choose(host, &verdict))
		return;
	verdict.words = host->draft.words;
	verdict.n_words = host->draft.n_words;
	add_verdict(session, &verdict);
}

static void ask(struct session *session, const struct avocet_plugin *plugin)
{
	host_begin(&session->host, plugin);
	if (plugin->analyse)
		plugin->analyse(&session->host.face, session->host.denial);
	else
		deliver(&session->host);
}

static struct policy_access access_of(const struct denial *denial)
{
	return (struct policy_access){
		.source = denial->source.text,
		.target = denial->target.text,
		.tclass = denial->tclass,
		.permissions = denial->permissions,
		.ioctlcmd = denial->ioctlcmd,
		.nlmsg_type = denial->nlmsg_type,
	};
}

static bool is_last_resort(const struct avocet_plugin *plugin)
{
	return plugin->confidence > 0 && plugin->confidence <= AVOCET_LAST_RESORT;
}

static void ask_all(struct session *session, const struct analysis *analysis, bool last_resort)
{
	for (size_t i = 0; i < plugins_count(analysis->plugins); i++) {
		const struct avocet_plugin *plugin = plugins_get(analysis->plugins, i);

		if (is_last_resort(plugin) != last_resort
			|| !plugin_matches(&plugin->match, session->host.denial))
			continue;
		if (analysis->running)
			analysis->running(plugin->name, analysis->userdata);
		ask(session, plugin);
	}
	verdicts_settle(&session->verdicts, session->host.arena);
}

/* What is said only when nobody knows better need not be thought of where somebody does. */
void analyse(const struct analysis *analysis, const struct denial *denial,
	const struct policy_why *why, struct arena *arena, struct verdicts *ret)
{
	const struct avocet_denial seen = denial_for_plugins(denial, why, arena);
	struct session session = { .verdicts.count = 0 };

	host_init(&session.host, analysis, arena);
	session.host.deliver = deliver;
	session.host.denial = &seen;
	session.host.access = access_of(denial);
	ask_all(&session, analysis, false);
	if (!session.verdicts.count || session.verdicts.items[0].confidence <= AVOCET_LAST_RESORT)
		ask_all(&session, analysis, true);
	*ret = session.verdicts;
}
