/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random denials by Debian's policy, explained by all plugins: whatever is said to have been tried
 * really makes a second copy of the policy allow the access. The commands themselves are read, and
 * done to the copy: booleans are turned, rules added, and the target gets the label that it would have.
 * AVOCET_SEED repeats a run.
 */
#include "policy-sepol.h"

#include "explain.h"
#include "hear.h"
#include "policy-cil.h"
#include "random-rule.h"

#define DENIALS 1000
#define TRIES 50000

static const char *const places[] = {
	"/srv/data/list.txt", "/srv/web/a/index.html", "/var/www/html/page.html", "/var/lib/mysql/db/t.ibd",
	"/home/alice/notes.txt", "/home/alice/.ssh/id_rsa", "/root/job.sh", "/opt/tool/bin/tool",
	"/var/log/app/app.log", "/var/spool/thing/1", "/etc/app/app.conf", "/etc/shadow", "/tmp/x",
	"/run/app/app.sock", "/usr/local/bin/tool", "/usr/lib/libx.so.1", "/var/lib/libvirt/images/a.img",
	"/data/big", "/mnt/disk/file", "/var/cache/app/1", "/boot/vmlinuz", "/media/stick/song.ogg",
};

struct trial {
	struct arena *arena;
	struct policy_sepol *random, *copy;
	struct explainer *explainer;
	struct alert alert;
	bool heard;
	size_t done[AVOCET_RELABEL + 1];
};

/* ---- a random denial, as the kernel would tell it ---- */

static void take_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct trial *trial = userdata;

	trial->alert = (struct alert){ .count = 1, .denial = *denial_copy(denial, trial->arena) };
	trial->heard = true;
}

static void hear_record(struct trial *trial, const char *record)
{
	const struct hear_to to = { .denial = take_denial, .userdata = trial };
	struct hear *hear = hear_new(&to);

	trial->heard = false;
	hear_feed(hear, record, strlen(record));
	hear_end(hear);
	hear_free(hear);
}

static const char *object_of(struct trial *trial, const char *tclass)
{
	if (strstr(tclass, "_socket"))
		return arena_printf(trial->arena, "src=%u dest=%u", 1 + chance(20000), 1 + chance(20000));
	return arena_printf(trial->arena, "path=\"%s\" dev=\"sda1\" ino=7", places[chance(ARRAY_SIZE(places))]);
}

/* The rule's source and class; its target half of the time, else that of another rule. */
static const char *random_record(struct trial *trial)
{
	const policydb_t *db = trial->random->db;
	const struct avtab_node *rule = random_rule(chance(2) ? &db->te_cond_avtab : &db->te_avtab);
	const struct avtab_node *other = chance(2) ? rule : random_rule(&db->te_avtab);
	const char *source = random_type(db, rule->key.source_type);
	const char *target = random_type(db, other->key.target_type);
	const char *tclass = db->p_class_val_to_name[rule->key.target_class - 1];
	const char *const *permissions;

	binary_select(trial->random);
	permissions = random_permissions(rule, trial->arena);
	if (!source || !target || !permissions)
		return NULL;
	return arena_printf(trial->arena, "type=AVC msg=audit(1700000000.000:1): avc:  denied  { %s } for  "
		"pid=7 comm=\"tool\" %s scontext=system_u:system_r:%s:s0 tcontext=system_u:%s:%s:s0 tclass=%s "
		"permissive=0\n", words_of(permissions, trial->arena), object_of(trial, tclass), source,
		policy_type_has_attribute(&trial->random->policy, target, "domain") ? "system_r" : "object_r",
		target, tclass);
}

/* Somebody who may use one port, at another. */
static const char *random_port_record(struct trial *trial)
{
	const policydb_t *db = trial->random->db;
	const char *action = chance(2) ? "name_bind" : "name_connect", *type;
	const struct avtab_node *rule;
	int port = (int)(1 + chance(20000));

	do
		rule = random_rule(&db->te_avtab);
	while (strcmp(db->p_class_val_to_name[rule->key.target_class - 1], "tcp_socket") != 0);
	type = policy_port_type(&trial->random->policy, "tcp", (unsigned)port, trial->arena);
	if (!type || !random_type(db, rule->key.source_type))
		return NULL;
	return arena_printf(trial->arena, "type=AVC msg=audit(1700000000.000:1): avc:  denied  { %s } for  "
		"pid=7 comm=\"tool\" %s=%d scontext=system_u:system_r:%s:s0 tcontext=system_u:object_r:%s:s0 "
		"tclass=tcp_socket permissive=0\n", action, strcmp(action, "name_bind") == 0 ? "src" : "dest",
		port, random_type(db, rule->key.source_type), type);
}

/* ---- doing what the commands say, to the copy ---- */

struct changed {
	const char *source, *target;	/* their types */
	uint32_t turned[8];
	size_t turned_count;
	avtab_ptr_t rules[8];
	size_t rule_count;
};

static const char *denial_target(const struct trial *trial)
{
	return trial->alert.denial.target.type;
}

static void turn(struct trial *trial, const char *name, struct changed *changed)
{
	policydb_t *db = trial->copy->db;

	for (uint32_t i = 0; i < db->p_bools.nprim; i++)
		if (strcmp(db->p_bool_val_to_name[i], name) == 0) {
			assert_true(changed->turned_count < ARRAY_SIZE(changed->turned));
			changed->turned[changed->turned_count++] = i;
			db->bool_val_to_struct[i]->state ^= 1;
			evaluate_conds(db);
			return;
		}
	fail_msg("there is no boolean %s", name);
}

/* "setsebool -P a on", "setsebool -P a=on b=off": whether one is on now is another's test. */
static void turn_all(struct trial *trial, const char *const *argv, struct changed *changed)
{
	for (argv += 2; *argv; argv++) {
		const char *name = arena_strndup(trial->arena, *argv, strcspn(*argv, "="));

		turn(trial, name, changed);
		if (strcmp(name, *argv) == 0)
			return;
	}
}

static const char *word_after(const char *const *argv, const char *option)
{
	for (; *argv; argv++)
		if (strcmp(*argv, option) == 0)
			return argv[1];
	return NULL;
}

static const char *type_in(struct trial *trial, const char *context)
{
	char *copy = arena_strdup(trial->arena, context), *type, *rest = copy;

	strsep(&rest, ":");
	strsep(&rest, ":");
	type = strsep(&rest, ":");
	return type;
}

/* What file_contexts says of the path, or of the same place below the folder that it is to be like. */
static const char *label_of(struct trial *trial, const char *path)
{
	const char *context;

	if (policy_default_context(&trial->copy->policy, path, trial->alert.denial.tclass, trial->arena,
		    &context) < 0)
		return NULL;
	return type_in(trial, context);
}

static void do_semanage(struct trial *trial, const char *const *argv, struct changed *changed)
{
	const char *type = word_after(argv, "-t"), *like = word_after(argv, "-e"), *path = trial->alert.denial.path;

	if (type)
		changed->target = type;
	if (!like)
		return;
	assert_int_equal(strncmp(path, argv[5], strlen(argv[5])), 0);
	changed->target = label_of(trial, arena_printf(trial->arena, "%s%s", like, path + strlen(argv[5])));
}

/* "(allow a_t b_t (file (read write)))": names and brackets. */
static void add_rule(struct trial *trial, const char *line, struct changed *changed)
{
	char *copy = arena_strdup(trial->arena, line), *words[40], *rest = copy, *word;
	policydb_t *db = trial->copy->db;
	avtab_datum_t datum = { 0 };
	avtab_key_t key = { .specified = AVTAB_ALLOWED };
	class_datum_t *class;
	size_t count = 0;

	while ((word = strsep(&rest, "() ")))
		if (*word && count < ARRAY_SIZE(words))
			words[count++] = word;
	if (count < 5 || strcmp(words[0], "allow") != 0)
		fail_msg("%s", line);
	class = hashtab_search(db->p_classes.table, words[3]);
	key.source_type = (uint16_t)binary_find_type(trial->copy, words[1])->s.value;
	key.target_type = (uint16_t)binary_find_type(trial->copy,
		strcmp(words[2], "self") == 0 ? words[1] : words[2])->s.value;
	key.target_class = (uint16_t)class->s.value;
	for (size_t i = 4; i < count; i++)
		datum.data |= binary_permission(class, words[i]);
	changed->rules[changed->rule_count++] = avtab_insert_nonunique(&db->te_avtab, &key, &datum);
}

static void add_rules(struct trial *trial, char *lines, struct changed *changed)
{
	char *line;

	while ((line = strsep(&lines, "\n")))
		if (*line)
			add_rule(trial, line, changed);
}

static void do_command(struct trial *trial, const char *const *argv, const struct verdict *verdict,
	struct changed *changed)
{
	if (strcmp(argv[0], "setsebool") == 0)
		turn_all(trial, argv, changed);
	else if (strcmp(argv[0], "semanage") == 0)
		do_semanage(trial, argv, changed);
	else if (strcmp(argv[0], "restorecon") == 0 && text_equal(changed->target, trial->alert.denial.target.type))
		changed->target = label_of(trial, trial->alert.denial.path);
	else if (strcmp(argv[0], "semodule") == 0)
		add_rules(trial, arena_strdup(trial->arena, verdict_word(verdict, "module_cil")), changed);
}

static bool granted_in_copy(struct trial *trial, const struct changed *changed)
{
	const struct denial *denial = &trial->alert.denial;
	struct policy_access access = {
		.source = denial->source.text, .tclass = denial->tclass, .permissions = denial->permissions,
		.target = denial->target.text,
	};
	struct request request;
	struct policy_why why;

	assert_non_null(changed->target);
	if (changed->source)
		access.source = arena_printf(trial->arena, "system_u:system_r:%s:s0", changed->source);
	if (strcmp(changed->target, denial->target.type) != 0)
		access.target = arena_printf(trial->arena, "system_u:object_r:%s:s0", changed->target);
	assert_int_equal(binary_request(trial->copy, &access, trial->arena, &request, &why), 0);
	return binary_grants(trial->copy, &request);
}

static void undo(struct trial *trial, const struct changed *changed)
{
	for (size_t i = 0; i < changed->rule_count; i++)
		changed->rules[i]->datum.data = 0;
	for (size_t i = 0; i < changed->turned_count; i++)
		trial->copy->db->bool_val_to_struct[changed->turned[i]]->state ^= 1;
	evaluate_conds(trial->copy->db);
}

static void check_fix(struct trial *trial, const struct verdict *verdict, const struct fix *fix,
	const char *record)
{
	const char *const *const *commands = fix_commands(trial->arena, fix, &trial->alert, verdict);
	struct changed changed = { .target = denial_target(trial) };
	bool granted;

	for (; *commands; commands++)
		do_command(trial, *commands, verdict, &changed);
	/* The label of a folder decides what is made in it, that of a program in which domain it runs; a
	 * service may give what is its own another label later. */
	if (verdict_word(verdict, "made_type"))
		changed = (struct changed){ .target = verdict_word(verdict, "made_type") };
	else if (fix->action == AVOCET_RESTORE_LABEL && verdict_word(verdict, "label_path"))
		changed = (struct changed){ verdict_word(verdict, "default_domain"), denial_target(trial) };
	if (verdict_word(verdict, "used_type"))
		changed.target = verdict_word(verdict, "used_type");
	granted = granted_in_copy(trial, &changed);
	undo(trial, &changed);
	if (!granted)
		fail_msg("%s: what %s advises does not help: %s", record, verdict->plugin, fix->then);
	trial->done[fix->action]++;
}

static bool check_denial(struct trial *trial, const char *record)
{
	const struct verdicts *verdicts = &trial->alert.verdicts;
	bool tried = false;

	explain(trial->explainer, trial->arena, &trial->alert);
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < verdicts->items[i].n_fixes; k++)
			if (verdicts->items[i].fixes[k].verified == VERIFIED_YES) {
				check_fix(trial, &verdicts->items[i], &verdicts->items[i].fixes[k], record);
				tried = true;
			}
	return tried;
}

/* ---- a thousand of them ---- */

static void keep_quiet(const char *sentence, void *userdata)
{
}

static void set_up(struct trial *trial)
{
	const struct explainer_options options = {
		.files = { .policy = DEBIAN_POLICY, .file_contexts = DEBIAN_CONTEXTS },
		.complain = keep_quiet,
	};

	trial->arena = arena_new();
	trial->random = binary_of(open_policy(DEBIAN_POLICY, NULL, trial->arena));
	trial->copy = binary_of(open_policy(DEBIAN_POLICY, DEBIAN_CONTEXTS, trial->arena));
	assert_int_equal(explainer_new(&options, &trial->explainer), 0);
	assert_non_null(explainer_policy(trial->explainer));
	arena_reset(trial->arena);
}

static void test_what_was_tried_helps(void **state)
{
	struct trial trial = { 0 };
	size_t tried = 0;

	set_up(&trial);
	for (unsigned i = 0; i < TRIES && tried < DENIALS; i++) {
		const char *record = chance(4) ? random_record(&trial) : random_port_record(&trial);

		if (record)
			hear_record(&trial, record);
		if (record && trial.heard)
			tried += check_denial(&trial, record);
		arena_reset(trial.arena);
	}
	fprintf(stderr, "%zu denials with something tried: labels %zu, file contexts %zu, equivalences %zu, "
		"booleans %zu, ports %zu, modules %zu\n", tried, trial.done[AVOCET_RESTORE_LABEL],
		trial.done[AVOCET_ADD_FILE_CONTEXT], trial.done[AVOCET_ADD_EQUIVALENCE],
		trial.done[AVOCET_SET_BOOLEAN], trial.done[AVOCET_ADD_PORT], trial.done[AVOCET_LOAD_MODULE]);
	assert_int_equal(tried, DENIALS);
	explainer_free(trial.explainer);
	policy_close(&trial.random->policy);
	policy_close(&trial.copy->policy);
	arena_free(trial.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_was_tried_helps) };

	seed();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
