/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <avocet-plugin.h>

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "execstack",
};
