/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A container may not even read its own programs: the storage of images lost its labels. */
#include <avocet-plugin.h>

#include "containers.h"

/* Programs and libraries, which every image brings along, seen from inside. Elsewhere, such as in
 * /usr/share/nginx/html, people put folders of the host. */
static const char *const of_image[] = { "/lib/*", "/lib64/*", "/bin/*", "/sbin/*", "/usr/bin/*",
	"/usr/sbin/*", "/usr/lib/*", "/usr/lib64/*", "/usr/libexec/*", "/usr/local/bin/*", "/etc/ld.so*",
	NULL };

static const char *const storage[] = { "/var/lib/containers/*", "/var/lib/docker/*",
	"/home/*/.local/share/containers/*", "*/overlay/*/diff/*", "*/overlay2/*/diff/*", NULL };

static bool is_in(const char *const *patterns, const char *path)
{
	for (; path && *patterns; patterns++)
		if (pattern_fits(*patterns, path))
			return true;
	return false;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (is_in(storage, denial->path))
		host->ground(host, N_("The path lies in the storage of containers."));
	else if (is_in(of_image, denial->path))
		host->ground(host, N_("By its path the file is a part of the container's image, "
				      "and those have the label container_share_t or "
				      "container_ro_file_t."));
	else
		return;
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "container_storage",
	.match = {
		.manager = "kernel",
		.source_type = CONTAINER_TYPES,
		.target_type = "var_lib_t container_var_lib_t default_t data_home_t mnt_t var_t "
			       "usr_t home_root_t root_t user_home_t unlabeled_t",
		.tclass = "file lnk_file dir",
		.any_permission = "read execute entrypoint map open getattr search",
		.reason = "type-enforcement dontaudit no-policy invalid-context",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The storage of the containers' images has lost its labels."),
	.explanation = N_("A container may read and run only files with the labels of images. They "
			  "get them when an image is fetched, but lose them when the storage is "
			  "moved, or is kept in a folder of your own choice. Then no container "
			  "starts any more."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the storage is where it always was"),
		  .then = N_("give it its labels again: restorecon -RFv /var/lib/containers "
			     "(docker: /var/lib/docker; without root: "
			     "~/.local/share/containers)") },
		{ .when = N_("you moved it to another folder (graphroot in storage.conf)"),
		  .then = N_("say that this folder is like the usual one: semanage fcontext -a -e "
			     "/var/lib/containers FOLDER, and then restorecon -RFv FOLDER") }),
	.analyse = analyse,
};
