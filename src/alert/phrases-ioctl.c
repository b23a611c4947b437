/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device commands (ioctl) that are well known: the kernel tells only the low 16 bits of their
 * numbers. */
#include "phrases.h"

#include <stdlib.h>

static const struct {
	unsigned number;
	const char *name;
	const char *deed;	/* said after "it" */
} commands[] = {
	{ 0x1260, "BLKGETSIZE", N_("asks for the size of a disk") },
	{ 0x1268, "BLKSSZGET", N_("asks for the size of a disk's sectors") },
	{ 0x1272, "BLKGETSIZE64", N_("asks for the size of a disk") },
	{ 0x1277, "BLKDISCARD", N_("throws away what a piece of a disk holds") },
	{ 0x2285, "SG_IO", N_("sends a command to a disk directly") },
	{ 0x4b3a, "KDSETMODE", N_("changes a console between text and pictures") },
	{ 0x5401, "TCGETS", N_("asks for the settings of a terminal") },
	{ 0x5402, "TCSETS", N_("changes the settings of a terminal") },
	{ 0x5403, "TCSETSW", N_("changes the settings of a terminal") },
	{ 0x5404, "TCSETSF", N_("changes the settings of a terminal") },
	{ 0x540b, "TCFLSH", N_("throws away what waits in a terminal") },
	{ 0x540e, "TIOCSCTTY", N_("makes a terminal its own") },
	{ 0x540f, "TIOCGPGRP", N_("asks which processes are in front at a terminal") },
	{ 0x5410, "TIOCSPGRP", N_("chooses which processes are in front at a terminal") },
	{ 0x5412, "TIOCSTI", N_("types on a terminal as if it were its user") },
	{ 0x5413, "TIOCGWINSZ", N_("asks for the size of a terminal") },
	{ 0x5414, "TIOCSWINSZ", N_("sets the size of a terminal") },
	{ 0x541b, "FIONREAD", N_("asks how much there is to read") },
	{ 0x541c, "TIOCLINUX", N_("controls a text console, and can type on it") },
	{ 0x5421, "FIONBIO", N_("chooses whether to wait when there is nothing to read") },
	{ 0x5422, "TIOCNOTTY", N_("gives up its terminal") },
	{ 0x542a, "TCGETS2", N_("asks for the settings of a terminal") },
	{ 0x5430, "TIOCGPTN", N_("asks for the number of a terminal") },
	{ 0x5441, "TIOCGPTPEER", N_("opens the other end of a terminal") },
	{ 0x5450, "FIONCLEX", N_("lets programs that it starts use the file") },
	{ 0x5451, "FIOCLEX", N_("keeps the file from programs that it starts") },
	{ 0x54ca, "TUNSETIFF", N_("makes or takes a network tunnel") },
	{ 0x5600, "VT_OPENQRY", N_("looks for a free text console") },
	{ 0x5606, "VT_ACTIVATE", N_("changes to another text console") },
	{ 0x6601, "FS_IOC_GETFLAGS", N_("asks whether a file is unchangeable and the like") },
	{ 0x6602, "FS_IOC_SETFLAGS", N_("makes a file unchangeable and the like") },
	{ 0x660b, "FS_IOC_FIEMAP", N_("asks where on the disk a file is") },
	{ 0x8901, "FIOSETOWN", N_("chooses who hears of news on a socket") },
	{ 0x890b, "SIOCADDRT", N_("adds a network route") },
	{ 0x890c, "SIOCDELRT", N_("removes a network route") },
	{ 0x8910, "SIOCGIFNAME", N_("asks for the name of a network card") },
	{ 0x8912, "SIOCGIFCONF", N_("asks for the network addresses of the host") },
	{ 0x8913, "SIOCGIFFLAGS", N_("asks for the state of a network card") },
	{ 0x8914, "SIOCSIFFLAGS", N_("switches a network card on or off") },
	{ 0x8915, "SIOCGIFADDR", N_("asks for the address of a network card") },
	{ 0x8916, "SIOCSIFADDR", N_("changes the address of a network card") },
	{ 0x891b, "SIOCGIFNETMASK", N_("asks for the size of a network") },
	{ 0x8921, "SIOCGIFMTU", N_("asks for the packet size of a network card") },
	{ 0x8922, "SIOCSIFMTU", N_("changes the packet size of a network card") },
	{ 0x8927, "SIOCGIFHWADDR", N_("asks for the hardware address of a network card") },
	{ 0x8933, "SIOCGIFINDEX", N_("asks for the number of a network card") },
	{ 0x8942, "SIOCGIFTXQLEN", N_("asks for the length of a network card's queue") },
	{ 0x8946, "SIOCETHTOOL", N_("asks for or changes the settings of a network card") },
	{ 0x8b01, "SIOCGIWNAME", N_("asks whether a network card is wireless") },
	{ 0x9409, "FICLONE", N_("makes a copy of a file that shares its place on the disk") },
};

bool phrase_ioctl(const char *number, const char **ret_name, const char **ret_deed)
{
	const unsigned long wanted = number ? strtoul(number, NULL, 0) : 0;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].number == wanted || text_equal(commands[i].name, number)) {
			*ret_name = commands[i].name;
			*ret_deed = _(commands[i].deed);
			return true;
		}
	return false;
}
