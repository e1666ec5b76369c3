import { expect, test } from "vitest";
import { parseUnixTable } from "./unix.ts";

const table = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01  1001 /tmp/sockspec-a/socket
0000000000000000: 00000003 00000000 00000000 0001 03  1002 /tmp/sockspec-a/socket
0000000000000000: 00000003 00000000 00000000 0001 03  1003
0000000000000000: 00000002 00000000 00010000 0005 01  1004 @sockspec-a
0000000000000000: 00000002 00000000 00010000 0001 01 123456789 /tmp/with space/socket
0000000000000000: 00000002 00000000 00000000 0002 01  1005 /run/systemd/notify
`;

test("of the Unix-domain sockets those are found that listen, with their names", () => {
  expect(parseUnixTable(table)).toEqual([
    { address: "/tmp/sockspec-a/socket", port: 0, inode: "1001" },
    { address: "@sockspec-a", port: 0, inode: "1004" },
    { address: "/tmp/with space/socket", port: 0, inode: "123456789" },
  ]);
});
