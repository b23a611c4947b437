/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container was given a folder of the host whose label says nothing of containers. */
#include <avocet-plugin.h>

#include "containers.h"

/* Labels of what the host itself lives on: to relabel it for a container breaks the host. */
static const char *const of_system[] = {
	"etc_t", "*_etc_t", "usr_t", "lib_t", "bin_t", "root_t", "var_t", "var_lib_t", "var_log_t",
	"*_log_t", "var_run_t", "*_runtime_t", "*_var_run_t", "boot_t", "tmp_t", "home_root_t",
	"user_home_dir_t", "net_conf_t", "cert_t", "ld_so_t", "shell_exec_t", "*_exec_t",
	"var_spool_t", "locale_t", "modules_object_t", "src_t", NULL,
};

/* These lie in people's homes, of which a part may be given away, but not the whole. */
static const char *const of_people[] = {
	"user_home_t", "admin_home_t", "data_home_t", "config_home_t", "cache_home_t", NULL,
};

static bool is_listed(const char *const *patterns, const char *type)
{
	for (; *patterns; patterns++)
		if (pattern_fits(*patterns, type))
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->ground(host, N_("{target.type} is not a label for the files of containers."));
	if (is_listed(of_system, denial->target.type)) {
		host->word(host, "system_type", denial->target.type);
		host->ground(host, N_("{system_type} labels folders that the host itself, or all "
				      "its users, need. They must not be relabelled."));
		host->confidence(host, 75);
		host->risk(host, AVOCET_RISK_MEDIUM);
	} else if (is_listed(of_people, denial->target.type)) {
		host->word(host, "home_type", denial->target.type);
		host->word(host, "private", ":Z");
		host->word(host, "shared", ":z");
	} else {
		host->word(host, "private", ":Z");
		host->word(host, "shared", ":z");
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_volume",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = "* !container_* !svirt_sandbox_file_t !proc* !sys* !cgroup_t "
			       "!device_t !*_device_t !nfs_t !cifs_t !fusefs_t !cephfs_t "
			       "!ecryptfs_t !dosfs_t !glusterd_fs_t !iso9660_t !autofs_t "
			       "!unlabeled_t !*shadow_t !security_t !debugfs_t !tracefs_t !bpf_t "
			       "!devpts_t !hugetlbfs_t !selinux_config_t !nsfs_t !fs_t !kernel_t",
		.tclass = "file dir lnk_file fifo_file",
		.any_permission = "* !entrypoint",
		.reason = "type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("A container reached for a folder of the host that is not labelled for "
		      "containers."),
	.explanation = N_("Containers may use only what carries their label, so that one that was "
			  "broken into cannot read the rest of the machine. When a folder of the "
			  "host is handed to a container (with -v or --volume), it has to be given "
			  "that label. The path above may be the one that the container sees."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the container really needs a part of it"),
		  .then = N_("copy that part into a folder of its own, such as /srv/NAME, and hand "
			     "over that one with :Z. Do not use :z or :Z on a home folder, on "
			     "/etc, /usr, /var or /: what is labelled {system_type} would be lost "
			     "to the host") },
		{ .when = N_("it must see {system_type} itself, for example to watch the machine"),
		  .then = N_("let udica make a policy for this container alone: podman inspect "
			     "CONTAINER | udica NAME, then start it with --security-opt "
			     "label=type:NAME.process") },
		{ .when = N_("only this container uses the folder"),
		  .then = N_("add {private} to the volume: -v FOLDER:PLACE:Z. Never do this with a "
			     "home folder as a whole or a folder of the system: choose one below "
			     "it") },
		{ .when = N_("several containers share it"),
		  .then = N_("add {shared} instead: -v FOLDER:PLACE:z") },
		{ .when = N_("the label that {private} gives is to last when labels are restored"),
		  .then = N_("make it known, too: semanage fcontext -a -t container_file_t "
			     "'FOLDER(/.*)?'") }),
	.analyse = analyse,
};
