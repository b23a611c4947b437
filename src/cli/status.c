/* SPDX-License-Identifier: GPL-2.0-or-later */
int command_status(int argc, char **argv);
int command_status(int argc, char **argv)
{
	return 0;
}
