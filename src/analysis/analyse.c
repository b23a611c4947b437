/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All plugins are asked; what they offer is tried against the policy, and what does not help is
 * left out. Here alone is decided what is never offered, whatever a plugin says.
 */
#include "host.h"

#include <string.h>

/* One denial being analysed. */
struct session {
	struct host host;	/* first: see session_of() */
	const struct avocet_denial *denial;
	struct verdicts verdicts;
	size_t room;
};

static struct session *session_of(struct host *host)
{
	return (struct session *)host;
}

struct avocet_denial denial_for_plugins(const struct denial *denial, const struct policy_why *why)
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
	};
}

/* ---- which fixes can be offered ---- */

/* What each action cannot do without: words that analyse() sets, and facts of the denial. */
static const struct needs {
	const char *words[2];
	bool path, port, allows; /* allows: it gives the program more power */
} needs_of[] = {
	[AVOCET_MANUAL] = { .path = false },
	[AVOCET_RESTORE_LABEL] = { .words = { "default_type" }, .path = true },
	[AVOCET_ADD_FILE_CONTEXT] = { .words = { "file_pattern", "file_type" }, .allows = true },
	[AVOCET_ADD_EQUIVALENCE] = { .words = { "target_folder", "like_folder" }, .allows = true },
	[AVOCET_SET_BOOLEAN] = { .words = { "boolean", "boolean_value" }, .allows = true },
	[AVOCET_ADD_PORT] = { .words = { "port_type" }, .port = true, .allows = true },
	[AVOCET_LOAD_MODULE] = { .words = { "module_name", "module_cil" }, .allows = true },
	[AVOCET_RELABEL] = { .path = false },
};

/* Words that every denial has, or a noun in their stead. */
static const char denial_words[] = "source source.* target target.* permissions socket process "
				   "message unit kmod anonclass invalid_context syscall";

/* True when each {word} of the text is one of the denial's or was set by the plugin. */
static bool has_words_of(const struct session *session, const char *text)
{
	while ((text = strchr(text, '{'))) {
		size_t length = strcspn(++text, "}");
		const char *name = arena_strndup(session->host.arena, text, length);

		if (!text_matches_any(denial_words, name) &&
			!draft_word(&session->host.draft, name))
			return false;
	}
	return true;
}

static bool has_needs(const struct session *session, const struct avocet_fix *fix)
{
	const struct avocet_denial *denial = session->denial;
	const struct needs *needs = &needs_of[fix->action];
	const struct draft *draft = &session->host.draft;

	for (size_t i = 0; i < ARRAY_SIZE(needs->words) && needs->words[i]; i++)
		if (!draft_word(draft, needs->words[i]))
			return false;
	if (needs->path && (!denial->path || denial->path[0] != '/'))
		return false;
	if (needs->port && (!denial->protocol || denial->port < 0))
		return false;
	return has_words_of(session, fix->when) && has_words_of(session, fix->then);
}

/* ---- verdicts ---- */

static size_t count_fixes(const struct avocet_fix *fixes)
{
	size_t count = 0;

	while (fixes && fixes[count].then)
		count++;
	return count;
}

/* Against what may be an attack there are words alone. */
static bool may_offer(const struct session *session, const struct avocet_fix *fix)
{
	return fix->action == AVOCET_MANUAL || session->host.draft.risk != AVOCET_RISK_ATTACK;
}

/* Puts into the verdict what is worth offering; returns false when the plugin had remedies and
 * not one of its fixes is left. */
static bool choose_fixes(struct session *session, struct verdict *verdict)
{
	const struct avocet_fix *all = session->host.plugin->fixes;
	size_t count = count_fixes(all);
	struct arena *arena = session->host.arena;
	struct fix *fixes = arena_alloc(arena, (count + 1) * sizeof(*fixes));
	bool useless = false;

	for (size_t i = 0; i < count; i++) {
		enum verified verified;

		if (!may_offer(session, &all[i]))
			continue;
		verified = VERIFIED_NO;
		if (has_needs(session, &all[i]))
			verified = remedy_try(&session->host, all[i].action);
		if (verified == VERIFIED_NO) {
			useless = useless || all[i].action != AVOCET_MANUAL;
			continue;
		}
		fixes[verdict->n_fixes++] = (struct fix){
			.number = (unsigned)i,
			.when = arena_strdup(arena, all[i].when),
			.then = arena_strdup(arena, all[i].then),
			.action = all[i].action,
			.verified = verified,
		};
	}
	verdict->fixes = fixes;
	return verdict->n_fixes > 0 || !useless;
}

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
		.words = host->draft.words,
		.n_words = host->draft.n_words,
	};

	if (choose_fixes(session, &verdict))
		add_verdict(session, &verdict);
}

/* Removes the fixes that allow; returns false when the best one did, for then the whole verdict
 * is about allowing. */
static bool disarm(struct verdict *verdict, struct arena *arena)
{
	struct fix *fixes = arena_alloc(arena, (verdict->n_fixes + 1) * sizeof(*fixes));
	size_t kept = 0;

	if (verdict->n_fixes > 0 && needs_of[verdict->fixes[0].action].allows)
		return false;
	for (size_t i = 0; i < verdict->n_fixes; i++)
		if (!needs_of[verdict->fixes[i].action].allows)
			fixes[kept++] = verdict->fixes[i];
	verdict->fixes = fixes;
	verdict->n_fixes = kept;
	return true;
}

static bool speaks_of_attack(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdicts->items[i].risk == AVOCET_RISK_ATTACK)
			return true;
	return false;
}

/* What one plugin calls an attack, no other may offer to allow. */
static void disarm_all(struct verdicts *verdicts, struct arena *arena)
{
	size_t kept = 0;

	if (!speaks_of_attack(verdicts))
		return;
	for (size_t i = 0; i < verdicts->count; i++)
		if (disarm(&verdicts->items[i], arena))
			verdicts->items[kept++] = verdicts->items[i];
	verdicts->count = kept;
}

/* Last resorts are silent as soon as anybody else has something to say. */
static void drop_last_resorts(struct verdicts *verdicts)
{
	if (verdicts->count == 0 || verdicts->items[0].confidence <= AVOCET_LAST_RESORT)
		return;
	while (verdicts->items[verdicts->count - 1].confidence <= AVOCET_LAST_RESORT)
		verdicts->count--;
}

static void ask(struct session *session, const struct avocet_plugin *plugin)
{
	host_begin(&session->host, plugin);
	if (plugin->analyse)
		plugin->analyse(&session->host.face, session->denial);
	else
		deliver(&session->host);
}

void analyse(const struct analysis *analysis, const struct denial *denial,
	const struct policy_why *why, struct arena *arena, struct verdicts *ret)
{
	const struct avocet_denial seen = denial_for_plugins(denial, why);
	struct session session = { .denial = &seen };

	host_init(&session.host, analysis, denial, arena);
	session.host.deliver = deliver;
	for (size_t i = 0; i < plugins_count(analysis->plugins); i++) {
		const struct avocet_plugin *plugin = plugins_get(analysis->plugins, i);

		if (!plugin_matches(&plugin->match, &seen))
			continue;
		if (analysis->running)
			analysis->running(plugin->name, analysis->userdata);
		ask(&session, plugin);
	}
	disarm_all(&session.verdicts, arena);
	verdicts_rank(&session.verdicts);
	drop_last_resorts(&session.verdicts);
	*ret = session.verdicts;
}
