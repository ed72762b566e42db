package store

import "syscall"

// networks are the file systems, by their magic numbers in statfs(2), on which locks
// and shared memory do not hold between machines.
var networks = map[uint32]string{0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB"}

// networkDisk names the network file system that holds a folder, "" for a local one.
func networkDisk(folder string) string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return "" // the open that follows tells it better
	}
	return networks[uint32(fs.Type)]
}

// silentFor is how long a peer may leave what was sent to it without a sign, in
// milliseconds. By itself the kernel tries for a quarter of an hour.
const silentFor = 30_000

// impatient sets a socket up so that a peer that has gone is noticed while it is written to.
func impatient(network, _ string, c syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	const userTimeout = 0x12 // TCP_USER_TIMEOUT, which package syscall has no name for
	err := c.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, userTimeout, silentFor) // without it we wait longer
	})
	return err
}
