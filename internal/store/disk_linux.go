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
