/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Templates are filled in: {source.exe} and its like become what the denial and the verdict say. */
#include "alert.h"

#include <stdlib.h>
#include <string.h>

#include "phrases.h"

typedef const char *(*value_fn)(struct arena *arena, const struct alert *alert);

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* A name that could pass for part of the sentence stands in quotes, of the kind that it has not. */
static const char *marked(struct arena *arena, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "/._-+:@()[]<>#%=~,\\$&;|{}*^";

	for (const char *c = name; *c; c++)
		if (!((unsigned char)*c & 0x80) && !strchr(plain, *c))
			return arena_printf(arena, strchr(name, '"') && !strchr(name, '\'')
				? "'%s'" : "\"%s\"", name);
	return name;
}

static bool is_interpreter(const char *program)
{
	return text_matches_any("perl perl5* python python[23]* ruby ruby[0-9]* bash sh dash node php "
				"php[0-9]* lua* java", program);
}

/* The program as people call it. An interpreter is called by what it runs. */
static const char *source(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const char *program = denial->exe ? base_name(denial->exe) : denial->comm;

	if (!program)
		return denial->source.type
			? arena_printf(arena, _("a program of the type %s"), denial->source.type) : NULL;
	if (denial->exe && denial->comm && is_interpreter(program)
		&& strcmp(denial->comm, program) != 0)
		return arena_printf(arena, "%s (%s)", marked(arena, denial->comm), program);
	return marked(arena, program);
}

static const char *source_exe(struct arena *arena, const struct alert *alert)
{
	return alert->denial.exe ? alert->denial.exe : source(arena, alert);
}

static const char *source_comm(struct arena *arena, const struct alert *alert)
{
	return alert->denial.comm ? alert->denial.comm : source(arena, alert);
}

static const char *target_port(struct arena *arena, const struct alert *alert)
{
	return alert->denial.port < 0 ? NULL : arena_printf(arena, "%d", alert->denial.port);
}

static const char *target_protocol(struct arena *arena, const struct alert *alert)
{
	char *upper = arena_strdup(arena, alert->denial.protocol);

	for (char *c = upper; c && *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	return upper;
}

static const char *permissions(struct arena *arena, const struct alert *alert)
{
	const char *const *list = alert->denial.permissions;
	const char *text = "";

	for (size_t i = 0; list && list[i]; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", list[i]);
	return *text ? text : NULL;
}

static const char *process(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	if (denial->ocomm)
		return arena_printf(arena, _("the process %s"), marked(arena, denial->ocomm));
	if (text_equal(denial->source.text, denial->target.text))
		return _("itself or a process like it");
	return denial->target.type
		? arena_printf(arena, _("a process of the type %s"), denial->target.type) : NULL;
}

/* The kernel calls the root of every mounted file system "/". */
static const char *top_folder(struct arena *arena, const struct denial *denial)
{
	return denial->device ? arena_printf(arena, _("the top folder of the file system on %s"),
			marked(arena, denial->device))
		: _("the top folder of a file system");
}

/* A path that would drown the sentence loses its middle; the row "Target" has it whole. */
static const char *shortened(struct arena *arena, const char *path)
{
	const size_t length = strlen(path);
	size_t head = PATH_SHOWN / 2, rest = length - PATH_SHOWN / 2;

	if (length <= PATH_SHOWN)
		return path;
	while (head && (path[head] & 0xc0) == 0x80) /* not within a character */
		head--;
	while (rest < length && (path[rest] & 0xc0) == 0x80)
		rest++;
	return arena_printf(arena, "%s…%s", arena_strndup(arena, path, head), path + rest);
}

/* The kernel says when a file that is still open has no name any more. */
static const char *marked_path(struct arena *arena, const char *path)
{
	static const char deleted[] = " (deleted)";
	const size_t length = strlen(path);
	const size_t rest = length - strlen(deleted);

	if (length <= strlen(deleted) || strcmp(path + rest, deleted) != 0)
		return marked(arena, shortened(arena, path));
	return arena_printf(arena, _("%s (deleted)"),
		marked(arena, shortened(arena, arena_strndup(arena, path, rest))));
}

/* What the kernel calls pipe:[17] or anon_inode:[eventfd] is in no folder. */
static const char *real_path(const struct denial *denial)
{
	return denial->path && *denial->path == '/' ? denial->path : NULL;
}

static const char *file(struct arena *arena, const struct alert *alert)
{
	const char *path = real_path(&alert->denial);

	return path ? marked_path(arena, path) : NULL;
}

/* By its label, for want of a name. */
static const char *any_object(struct arena *arena, const struct denial *denial,
	const struct noun_forms *noun)
{
	if (!denial->target.type)
		return noun->bare;
	return denial->tclass && phrase_is_owned(denial->tclass)
		? arena_printf(arena, _("%s of %s"), noun->one, denial->target.type)
		: arena_printf(arena, _("%s labelled %s"), noun->one, denial->target.type);
}

/* "the file /etc/x" */
static const char *by_name(struct arena *arena, const struct noun_forms *noun, const char *name)
{
	/* TRANSLATORS: a thing with its article, and its name: "the file", "/etc/x". */
	return arena_printf(arena, _("%s %s"), noun->the, name);
}

static const char *named_object(struct arena *arena, const struct denial *denial,
	const struct noun_forms *noun)
{
	if (real_path(denial))
		return by_name(arena, noun, marked_path(arena, denial->path));
	if (denial->name && strcmp(denial->name, "/") == 0)
		return top_folder(arena, denial);
	if (denial->name)
		return arena_printf(arena, _("%s named %s"), noun->one, marked(arena, denial->name));
	if (denial->netif && text_equal(denial->tclass, "netif"))
		return by_name(arena, noun, marked(arena, denial->netif));
	return any_object(arena, denial, noun);
}

/* A path, where there is one, is of a file in it. */
static const char *file_system(struct arena *arena, const struct denial *denial)
{
	const struct noun_forms noun = phrase_noun("filesystem");

	if (!denial->device || !denial->target.type)
		return any_object(arena, denial, &noun);
	/* TRANSLATORS: "the file system", "sda1", its label. */
	return arena_printf(arena, _("%s %s (%s)"), noun.the, marked(arena, denial->device),
		denial->target.type);
}

/* "a TCP socket", "/run/x, a local (Unix) socket of init_t" */
static const char *socket_object(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const char *noun = phrase_socket_noun(denial->tclass);

	if (denial->target.type && !text_equal(denial->source.type, denial->target.type))
		noun = arena_printf(arena, _("%s of %s"), noun, denial->target.type);
	return real_path(denial) ? arena_printf(arena, _("%s, %s"), file(arena, alert), noun) : noun;
}

/* With a path "system" is about that: a module for the kernel, or a unit whose label systemd could not tell;
 * and fast input and output sends commands to a device. */
static const char *class_of_object(const struct denial *denial)
{
	if (text_equal(denial->tclass, "io_uring") && real_path(denial))
		return "chr_file";
	if (!text_equal(denial->tclass, "system"))
		return denial->tclass;
	return text_equal(denial->manager, "systemd") ? "service" : "file";
}

/* "the file /etc/x", "a file named x", "a file labelled etc_t". */
static const char *object(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const struct noun_forms noun = phrase_noun(class_of_object(denial));

	if (!denial->tclass)
		return named_object(arena, denial, &noun);
	if (text_matches_any("process process2 memprotect binder", denial->tclass))
		return process(arena, alert);
	if (text_matches_any("socket *_socket", denial->tclass))
		return socket_object(arena, alert);
	if (text_matches_any("cap* lockdown", denial->tclass)
		&& text_equal(denial->source.text, denial->target.text))
		return _("itself");
	if (text_matches_any("system security", denial->tclass) && !real_path(denial))
		return phrase_noun(denial->tclass).bare;
	if (strcmp(denial->tclass, "filesystem") == 0)
		return file_system(arena, denial);
	if (strcmp(denial->tclass, "anon_inode") == 0)
		return phrase_anonymous(arena, denial->anonclass);
	return named_object(arena, denial, &noun);
}

/* "io_uring": the kernel writes it in brackets */
static const char *anonclass(struct arena *arena, const struct alert *alert)
{
	const char *name = alert->denial.anonclass;
	size_t length = name ? strlen(name) : 0;

	return length > 2 && name[0] == '[' && name[length - 1] == ']'
		? arena_strndup(arena, name + 1, length - 2) : name;
}

/* "file", "network card": what it was done to, in a word */
static const char *kind(struct arena *arena, const struct alert *alert)
{
	if (!alert->denial.tclass)
		return NULL;
	return text_matches_any("process*", alert->denial.tclass) ? _("other process")
		: phrase_noun(alert->denial.tclass).bare;
}

/* "TIOCGWINSZ (0x5413)" */
static const char *ioctl(struct arena *arena, const struct alert *alert)
{
	const char *number = alert->denial.ioctlcmd;
	const char *name, *deed;

	return number && phrase_ioctl(number, &name, &deed) && strcmp(number, name) != 0
		? arena_printf(arena, "%s (%s)", name, number) : number;
}

static const char *message(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	if (!denial->member)
		return _("a D-Bus message");
	return arena_printf(arena, _("the D-Bus message %s%s%s"),
		denial->interface ? denial->interface : "", denial->interface ? "." : "", denial->member);
}

static const char *unit(struct arena *arena, const struct alert *alert)
{
	return alert->denial.path ? arena_printf(arena, _("the unit %s"), marked(arena, base_name(alert->denial.path)))
		: _("a unit of systemd");
}

static const char *invalid_context(struct arena *arena, const struct alert *alert)
{
	const char *label = alert->denial.invalid_context;

	return label ? marked(arena, label) : NULL;
}

/* A name in plain text, where the log tells it, else a number. */
static const char *name_or_number(struct arena *arena, const char *name, int64_t number)
{
	if (name)
		return marked(arena, name);
	return number < 0 ? NULL : arena_printf(arena, "%lld", (long long)number);
}

/* Who had logged in: by name where the log tells it. */
static const char *login(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	return name_or_number(arena, denial->auid_name, denial->auid);
}

/* As whom the program ran. */
static const char *account(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	return name_or_number(arena, denial->uid_name, denial->uid);
}

static const char *target_mode(struct arena *arena, const struct alert *alert)
{
	return alert->denial.mode < 0 ? NULL : arena_printf(arena, "%04o", alert->denial.mode);
}

static const char *target_owner(struct arena *arena, const struct alert *alert)
{
	return name_or_number(arena, alert->denial.ouid_name, alert->denial.ouid);
}

static const char *target_group(struct arena *arena, const struct alert *alert)
{
	return name_or_number(arena, alert->denial.ogid_name, alert->denial.ogid);
}

/* Set only for what has no label. */
static const char *unlabelled(struct arena *arena, const struct alert *alert)
{
	(void)arena;
	return text_equal(alert->denial.target.type, "unlabeled_t") ? alert->denial.target.type : NULL;
}

/* One row a word that every denial can have. */
static const struct {
	const char *name;
	size_t member;		/* of struct denial; or */
	value_fn value;
	const char *fallback;
} known[] = {
	{ "source", 0, source, N_("the program") },
	{ "source.exe", 0, source_exe, N_("the program") },
	{ "source.comm", 0, source_comm, N_("the program") },
	{ "source.type", offsetof(struct denial, source.type), NULL, N_("an unknown type") },
	{ "source.context", offsetof(struct denial, source.text), NULL, N_("an unknown label") },
	{ "source.user", offsetof(struct denial, source.user), NULL, N_("an unknown user") },
	{ "source.role", offsetof(struct denial, source.role), NULL, N_("an unknown role") },
	{ "source.range", offsetof(struct denial, source.range), NULL, N_("no level") },
	{ "source.unit", offsetof(struct denial, unit), NULL, N_("an unknown unit") },
	{ "source.container", offsetof(struct denial, container), NULL, N_("an unknown container") },
	{ "source.login", 0, login, N_("nobody") },
	{ "source.account", 0, account, N_("an unknown account") },
	{ "source.tty", offsetof(struct denial, tty), NULL, N_("no terminal") },
	{ "source.address", offsetof(struct denial, local_address), NULL, N_("an unknown address") },
	{ "target", 0, object, N_("it") },
	{ "target.path", offsetof(struct denial, path), object, N_("it") },
	{ "target.file", 0, file, N_("a file") },
	{ "target.name", offsetof(struct denial, name), object, N_("it") },
	{ "target.mode", 0, target_mode, N_("unknown permissions") },
	{ "target.owner", 0, target_owner, N_("an unknown account") },
	{ "target.group", 0, target_group, N_("an unknown group") },
	{ "target.type", offsetof(struct denial, target.type), NULL, N_("an unknown type") },
	{ "target.unlabelled", 0, unlabelled, N_("an unknown type") },
	{ "target.context", offsetof(struct denial, target.text), NULL, N_("an unknown label") },
	{ "target.user", offsetof(struct denial, target.user), NULL, N_("an unknown user") },
	{ "target.role", offsetof(struct denial, target.role), NULL, N_("an unknown role") },
	{ "target.range", offsetof(struct denial, target.range), NULL, N_("no level") },
	{ "target.raw", offsetof(struct denial, target_raw), NULL, N_("an unknown label") },
	{ "target.kind", 0, kind, N_("thing") },
	{ "target.class", offsetof(struct denial, tclass), NULL, N_("thing") },
	{ "target.port", 0, target_port, N_("an unknown number") },
	{ "target.protocol", 0, target_protocol, N_("network") },
	{ "target.address", offsetof(struct denial, remote_address), NULL, N_("an unknown address") },
	{ "target.netif", offsetof(struct denial, netif), NULL, N_("a network card") },
	{ "target.partition", offsetof(struct denial, partition), NULL, N_("an unknown number") },
	{ "target.subnet", offsetof(struct denial, subnet), NULL, N_("an unknown network") },
	{ "target.device", offsetof(struct denial, device), NULL, N_("an unknown card") },
	{ "target.card_port", offsetof(struct denial, card_port), NULL, N_("an unknown number") },
	{ "target.service", offsetof(struct denial, service), NULL, N_("an unknown name") },
	{ "target.destination", offsetof(struct denial, destination), NULL, N_("an unknown name") },
	{ "target.interface", offsetof(struct denial, interface), NULL, N_("an unknown interface") },
	{ "target.member", offsetof(struct denial, member), NULL, N_("an unknown message") },
	{ "target.request", offsetof(struct denial, request), NULL, N_("an unknown request") },
	{ "target.nlmsg_type", offsetof(struct denial, nlmsg_type), NULL, N_("an unknown kind") },
	{ "target.lockdown_reason", offsetof(struct denial, lockdown_reason), NULL,
		N_("an unknown reason") },
	{ "permissions", 0, permissions, N_("something") },
	{ "socket", 0, socket_object, N_("a socket") },
	{ "process", 0, process, N_("another process") },
	{ "message", 0, message, N_("a message") },
	{ "unit", 0, unit, N_("a unit") },
	{ "ioctl", 0, ioctl, N_("an unknown one") },
	{ "ioctlcmd", offsetof(struct denial, ioctlcmd), NULL, N_("an unknown one") },
	{ "kmod", offsetof(struct denial, kmod), NULL, N_("an unknown one") },
	{ "anonclass", 0, anonclass, N_("of an unknown kind") },
	{ "invalid_context", 0, invalid_context, N_("an unknown label") },
	{ "syscall", offsetof(struct denial, syscall), NULL, N_("a system call") },
};

static ptrdiff_t known_index(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strcmp(known[i].name, name) == 0)
			return (ptrdiff_t)i;
	return -1;
}

const char *words_value(struct arena *arena, const char *name, const struct alert *alert,
	const struct verdict *verdict)
{
	const char *value = verdict ? verdict_word(verdict, name) : NULL;
	ptrdiff_t i = value ? -1 : known_index(name);

	if (i < 0)
		return value;
	if (known[i].member)
		return *(const char *const *)((const char *)&alert->denial + known[i].member);
	return known[i].value ? known[i].value(arena, alert) : NULL;
}

/* A folder or a file stands in a sentence as the target does. */
static const char *told_word(struct arena *arena, const char *name, const char *value,
	const struct verdict *verdict)
{
	return *value == '/' ? marked_path(arena, value) : value_text(arena, name, value, verdict);
}

static const char *value_or_noun(struct arena *arena, const char *name, const struct alert *alert,
	const struct verdict *verdict)
{
	const char *value = words_value(arena, name, alert, verdict);
	ptrdiff_t i = known_index(name);

	if (value && verdict && verdict_word(verdict, name) == value)
		return told_word(arena, name, value, verdict);
	if (value && text_equal(name, "target.path"))
		value = file(arena, alert);
	if (!value && i >= 0 && known[i].value)
		value = known[i].value(arena, alert);
	if (!value && i >= 0)
		value = _(known[i].fallback);
	return value ? value : _("unknown");
}

const char *words_fill(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict)
{
	struct builder builder = { .arena = arena };
	const char *open, *close;

	text = *text ? _(text) : text; /* gettext("") is the catalogue's head */
	while ((open = strchr(text, '{')) && (close = strchr(open, '}'))) {
		const char *name = arena_strndup(arena, open + 1, (size_t)(close - open - 1));

		builder_add_bytes(&builder, text, (size_t)(open - text));
		joint_add(&builder, value_or_noun(arena, name, alert, verdict));
		text = close + 1;
		joint_space(&builder, text);
	}
	builder_add(&builder, text);
	return builder_text(&builder);
}

/* Whether a sentence begins with what is described, "a folder named x"; the name of a program, a path
 * or a type stays as it is. */
static bool begins_with_noun(const char *text, const struct denial *denial)
{
	static const char *const things[] = { "{target}", "{target.file}", "{socket}", "{process}", "{message}",
		"{unit}" };

	if (strncmp(text, "{target.path}", strlen("{target.path}")) == 0)
		return !real_path(denial);
	for (size_t i = 0; i < ARRAY_SIZE(things); i++)
		if (strncmp(text, things[i], strlen(things[i])) == 0)
			return true;
	return strncmp(text, "{source}", strlen("{source}")) == 0 && !denial->exe && !denial->comm;
}

const char *words_sentence(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict)
{
	char *sentence = arena_strdup(arena, words_fill(arena, text, alert, verdict));

	if (begins_with_noun(_(text), &alert->denial) && *sentence >= 'a' && *sentence <= 'z')
		*sentence = (char)(*sentence - 'a' + 'A');
	return sentence;
}
