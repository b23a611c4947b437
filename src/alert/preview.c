/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a typed action would change, in a sentence, for those who are asked before it is done. */
#include "alert.h"

/* The row of the action whose words are there. */
static const struct {
	enum avocet_action action;
	const char *needs, *text;
} previews[] = {
	{ AVOCET_RESTORE_LABEL, "label_path",
		N_("Changes the label of {label_path} to {default_type}, and nothing else.") },
	{ AVOCET_RESTORE_LABEL, "default_type",
		N_("Changes the label of {target.path} from {target.type} to {default_type}, and nothing else.") },
	{ AVOCET_ADD_FILE_CONTEXT, "file_type",
		N_("Makes {file_type} the label that belongs to {file_pattern}, also after the next relabelling, and "
		   "gives it to what is there now.") },
	{ AVOCET_ADD_EQUIVALENCE, "like_folder",
		N_("Labels all that is in {target_folder} as if it were in {like_folder}, also after the next "
		   "relabelling.") },
	{ AVOCET_SET_BOOLEAN, "boolean_settings",
		N_("Sets {boolean_settings} in the policy, at once and after each restart.") },
	{ AVOCET_SET_BOOLEAN, "boolean",
		N_("Turns {boolean} {boolean_value}, at once and after each restart.") },
	{ AVOCET_ADD_PORT, "port_type",
		N_("Gives {target.protocol} port {target.port} the label {port_type}, at once and after each "
		   "restart.") },
	{ AVOCET_LOAD_MODULE, "module_name",
		N_("Adds the module {module_name} to the policy, at once and after each restart.") },
	{ AVOCET_RELABEL, NULL,
		N_("Gives every file the label that belongs to its place, at the next start, which will take "
		   "some minutes longer.") },
};

const char *fix_preview(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict)
{
	for (size_t i = 0; i < ARRAY_SIZE(previews); i++)
		if (previews[i].action == fix->action &&
			(!previews[i].needs || verdict_word(verdict, previews[i].needs)))
			return words_sentence(arena, previews[i].text, alert, verdict);
	return NULL;
}
