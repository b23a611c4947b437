/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened, in one plain sentence. */
#include "alert.h"

#include <string.h>

#include "phrases.h"

/* Phrases joined for reading: "read", "read and open", "read, open and map". */
static const char *join(struct arena *arena, const struct strings *parts)
{
	const char *text = parts->count ? parts->items[0] : "";

	for (size_t i = 1; i < parts->count; i++)
		text = i + 1 == parts->count ? arena_printf(arena, _("%s and %s"), text, parts->items[i])
			: arena_printf(arena, "%s%s%s", text, _(", "), parts->items[i]);
	return text;
}

static bool has(const struct strings *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return false;
}

/* Where there are no words, names must do. */
static const char by_name[] = N_("use {target} ({target.class}: {permissions})");

/* The templates for all permissions, each once. */
static struct strings phrases_of(struct arena *arena, const struct alert *alert)
{
	struct strings phrases = { 0 };

	for (const char *const *p = alert->denial.permissions; *p; p++) {
		const char *words = phrase_for(arena, alert, *p);

		words = words ? words : _(by_name);
		if (strcmp(*p, "watch") == 0 && p[1] && strncmp(p[1], "watch_", strlen("watch_")) == 0)
			continue; /* the next one says it better; permissions are sorted */
		if (!has(&phrases, words))
			strings_add(&phrases, arena, words);
	}
	return phrases;
}

/* The {word} that a phrase ends with and the space before it; NULL when it ends otherwise. */
static const char *tail(const char *phrase)
{
	const char *open = strrchr(phrase, '{');

	return open && open > phrase && open[-1] == ' ' && strchr(open, '}') == phrase + strlen(phrase) - 1
		? open - 1 : NULL;
}

/* Japanese says by such a particle what the word before it is to the verb; there are no blanks. */
static size_t particle(const char *text)
{
	static const char *const particles[] = { "を", "から", "に", "で", "と", "へ" };

	for (size_t i = 0; i < ARRAY_SIZE(particles); i++)
		if (strncmp(text, particles[i], strlen(particles[i])) == 0)
			return strlen(particles[i]);
	return 0;
}

/* The length of the {word} that a phrase begins with, and of what separates it from the verb:
 * languages that end with the verb name the object first. 0 when it begins otherwise. */
static size_t head(const char *phrase)
{
	const char *close = *phrase == '{' ? strchr(phrase, '}') : NULL;
	size_t length = close ? (size_t)(close + 1 - phrase) : 0, more, with;

	if (!close)
		return 0;
	more = phrase[length] == ' ';
	with = particle(phrase + length + more);
	if (!with && (!more || (phrase[length + more] & 0x80)))
		return 0;
	more += with;
	return phrase[length + more] ? length + more : 0;
}

/* Whether both speak of the same {word}, at the same end. */
static bool is_alike(const char *one, const char *other)
{
	const size_t length = head(one);

	if (length)
		return head(other) == length && strncmp(one, other, length) == 0;
	return tail(one) && text_equal(tail(one), tail(other));
}

/* Whether a phrase can share its {word} with others. */
static bool shares(const char *phrase)
{
	return tail(phrase) || head(phrase);
}

/* How many bytes both end with alike, whole words only. */
static size_t common_end(const char *one, const char *other)
{
	const size_t length = strlen(one), other_length = strlen(other);
	size_t common = 0;

	for (size_t i = 1; i < length && i < other_length && one[length - i] == other[other_length - i]; i++)
		if (one[length - i] == ' ')
			common = i;
	return common;
}

/* "{target} zu lesen" and "{target} zu öffnen" become "{target} zu lesen und zu öffnen". */
static const char *join_heads(struct arena *arena, const struct strings *phrases, size_t shared)
{
	struct strings rests = { 0 };

	for (size_t i = 0; i < phrases->count; i++)
		strings_add(&rests, arena, phrases->items[i] + shared);
	return arena_printf(arena, "%.*s%s", (int)shared, phrases->items[0], join(arena, &rests));
}

/* "read {target}" and "open {target}" become "read and open {target}". */
static const char *join_alike(struct arena *arena, const struct strings *phrases)
{
	const char *first = phrases->items[0];
	size_t shared = phrases->count > 1 ? strlen(first) : 0;
	struct strings heads = { 0 };

	if (shared && head(first))
		return join_heads(arena, phrases, head(first));
	for (size_t i = 1; i < phrases->count; i++) {
		size_t common = common_end(first, phrases->items[i]);

		shared = common < shared ? common : shared;
	}
	for (size_t i = 0; i < phrases->count; i++) {
		size_t length = strlen(phrases->items[i]) - shared;

		length -= shared && length && phrases->items[i][length - 1] == ',';
		strings_add(&heads, arena, arena_strndup(arena, phrases->items[i], length));
	}
	return arena_printf(arena, "%s%s", join(arena, &heads), first + strlen(first) - shared);
}

/* Moves the first phrase, and all that share its {word}, from one list to the other. */
static void take_alike(struct arena *arena, struct strings *phrases, struct strings *ret)
{
	const char *first = phrases->items[0];
	struct strings rest = { 0 };

	for (size_t i = 0; i < phrases->count; i++) {
		bool alike = i == 0 || is_alike(first, phrases->items[i]);

		strings_add(alike ? ret : &rest, arena, phrases->items[i]);
	}
	*phrases = rest;
}

/* Those that share a {word} come first: later ones may call it "it". */
static struct strings sharing_first(struct arena *arena, const struct strings *phrases)
{
	struct strings sorted = { 0 };

	for (int sharing = 1; sharing >= 0; sharing--)
		for (size_t i = 0; i < phrases->count; i++)
			if (shares(phrases->items[i]) == sharing)
				strings_add(&sorted, arena, phrases->items[i]);
	return sorted;
}

/* What was named already is "it". */
static const char *fill_again(struct arena *arena, const char *phrase, const struct alert *alert)
{
	struct word words[] = {
		{ "target", _("it") }, { "socket", _("it") }, { "process", _("it") },
	};
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	return words_fill(arena, phrase, alert, &verdict);
}

/* "read and open the file /etc/x", "create a TCP socket" */
static const char *deed(struct arena *arena, const struct alert *alert)
{
	struct strings all = phrases_of(arena, alert), parts = { 0 };
	struct strings phrases = sharing_first(arena, &all);
	const char *text;

	while (phrases.count) {
		struct strings alike = { 0 };
		const char *phrase;

		take_alike(arena, &phrases, &alike);
		phrase = join_alike(arena, &alike);
		strings_add(&parts, arena, parts.count ? fill_again(arena, phrase, alert)
			: words_fill(arena, phrase, alert, NULL));
	}
	text = join(arena, &parts);
	return text_matches_any("cap_userns cap2_userns", alert->denial.tclass)
		? arena_printf(arena, _("%s, inside a user namespace"), text) : text;
}

/* A packet on its way through this host. */
static bool is_passing(const struct denial *denial)
{
	return strcmp(denial->tclass, "packet") == 0 && denial->permissions[0]
		&& text_matches_any("forward_* flow_*", denial->permissions[0]);
}

/* Who did it: traffic has no program. */
static const char *doer(const struct denial *denial)
{
	const char *slash = denial->exe ? strrchr(denial->exe, '/') : NULL;
	const char *program = slash ? slash + 1 : denial->comm ? denial->comm : "";

	if (denial->tclass && (text_matches_any("netif node", denial->tclass) || is_passing(denial)))
		return N_("Network traffic labelled {source.type}");
	if (denial->container && text_matches_any("qemu* kvm", program))
		return N_("{source}, which runs the virtual machine {source.container},");
	if (denial->container)
		return N_("{source} in the container {source.container}");
	return N_("{source}");
}

static const char *outcome_sentence(struct arena *arena, enum outcome outcome, const char *who,
	const char *what)
{
	switch (outcome) {
	case OUTCOME_PERMITTED:
		return arena_printf(arena, _("%s would not be allowed to %s; it was let through, since "
					     "SELinux only watches here (permissive)."), who, what);
	case OUTCOME_GRANTED:
		return arena_printf(arena, _("%s was allowed to %s, and the policy wants this logged."),
			who, what);
	case OUTCOME_DENIED:
		break;
	}
	return arena_printf(arena, _("%s may not %s."), who, what);
}

/* The shapes of SELINUX_ERR, by operation. */
static const char *operation_sentence(const char *operation)
{
	static const struct {
		const char *operations, *sentence;
	} sentences[] = {
		{ "security_compute_sid", N_("{source} could not go on as {invalid_context}: the policy "
			"does not allow that user, role and type together.") },
		{ "security_bounded_transition", N_("{source} could not change into the domain {target.type}, "
			"since it may gain no privileges (NoNewPrivileges, or a nosuid file system).") },
		{ "security_compute_av", N_("The domain {source.type} may do less with {target.type} than "
			"its rules say, since the type that bounds it may not do more.") },
		{ "security_validate_transition", N_("{source} may not change a label from {source.context} "
			"to {target.context}: a constraint of the policy forbids it.") },
		{ "unrecognized_netlink_message", N_("{source} sent the kernel a message that SELinux does not "
			"know (kind {target.nlmsg_type}), through {socket}.") },
		{ "setxattr fscreate sockcreate keycreate exec current", N_("{source} tried to set the label "
			"{invalid_context}, which the policy does not know.") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		if (text_matches_any(sentences[i].operations, operation))
			return sentences[i].sentence;
	return N_("SELinux met an error with the label {invalid_context} of {source}.");
}

/* What one alert stands for when there were too many to tell them apart. */
static const char *const folded[] = {
	[FOLD_PLACE] = N_("This stands for many places: more than {limit} were refused like this."),
	[FOLD_PROGRAM] = N_("This stands for many programs: more than {limit} were refused like this."),
	[FOLD_ALL] = N_("This stands for all new kinds: there were more than {limit} kinds of refusals."),
};

static const char *fold_sentence(struct arena *arena, const struct alert *alert)
{
	int limit = alert->fold == FOLD_ALL ? FOLD_ALERTS
		: alert->fold == FOLD_PROGRAM ? FOLD_PROGRAMS : FOLD_PLACES;
	struct word words[] = { { "limit", arena_printf(arena, "%d", limit) } };
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	return words_fill(arena, folded[alert->fold], alert, &verdict);
}

static const char *what_happened(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	if (!denial->operation && (!denial->tclass || !denial->permissions || !denial->permissions[0]))
		return words_sentence(arena,
			N_("{source} was denied {permissions}; the record of it is damaged."), alert, NULL);
	if (denial->operation)
		return words_sentence(arena, operation_sentence(denial->operation), alert, NULL);
	return outcome_sentence(arena, denial->outcome, words_sentence(arena, doer(denial), alert, NULL),
		deed(arena, alert));
}

const char *alert_summary(struct arena *arena, const struct alert *alert)
{
	const char *sentence = what_happened(arena, alert);

	if (alert->fold == FOLD_NONE || (size_t)alert->fold >= ARRAY_SIZE(folded))
		return sentence;
	return arena_printf(arena, "%s %s", sentence, fold_sentence(arena, alert));
}
