# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by tools/demo and tools/check: installs what is missing, saying what and why.

# What builds Avocet and lets it answer.
build_packages='gcc libc6-dev meson ninja-build pkg-config python3 gettext libaudit-dev libcap-ng-dev
	libcurl4-openssl-dev libelf-dev libinih-dev libjansson-dev liblzma-dev libnotify-dev libseccomp-dev libselinux1-dev
	libsepol-dev libsqlite3-dev libsystemd-dev nettle-dev uthash-dev zlib1g-dev
	dbus selinux-policy-default selinux-policy-dev'

# What the tests start besides: real services, a screen (a panel, bubbles, a hand, letters of Asia), mail servers (postfix:
# one of our own, in a folder), a fuzzer.
test_packages='auditd clang libclang-rt-14-dev desktop-file-utils dunst e2fsprogs imagemagick libcmocka-dev
	librsvg2-common openssl polkitd postfix procps python3-aiosmtpd python3-dbus python3-gi
	python3-jsonschema python3-prometheus-client python3-pyte python3-selinux sqlite3 strace systemd
	libauparse-dev systemd-journal-remote universal-ctags xvfb fonts-dejavu-core
	notification-daemon xfce4-panel xdotool fonts-noto-cjk groff man-db mandoc less zsh fish'

missing_packages() {
	for package in "$@"; do
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
	done
}

# install_packages WHY PACKAGE...
install_packages() {
	why=$1
	shift
	if ! command -v apt-get >/dev/null; then
		echo "This is no Debian: please install what README.md lists for your distribution." >&2
		return 0
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	echo "Installing $why:" $missing
	as_root=
	[ "$(id -u)" -eq 0 ] || as_root=sudo
	$as_root apt-get update -q >/dev/null &&
		$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
			$missing >/dev/null
}
