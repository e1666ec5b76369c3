import type { Scenario } from "../harness/scenario/scenario.ts";
import { closeWhileEchoing } from "./abort/close-while-echoing.ts";
import { resetMidFrame } from "./abort/reset-mid-frame.ts";
import { stalledPeersVanish } from "./abort/stalled-peers-vanish.ts";
import { backlog } from "./accept/backlog.ts";
import { bothFamilies } from "./accept/both-families.ts";
import { descriptorExhaustion } from "./accept/descriptor-exhaustion.ts";
import { goneBeforeAccept } from "./accept/gone-before-accept.ts";
import { thousandConnections } from "./accept/thousand-connections.ts";
import { clientNotThere } from "./client/connecting/not-there.ts";
import { clientRefused } from "./client/connecting/refused.ts";
import {
  clientSecondAddress,
  clientSilentFirstAddress,
} from "./client/connecting/second-address.ts";
import { clientEarlyEnd } from "./client/early-end.ts";
import { clientEndBeforeEcho } from "./client/end-before-echo.ts";
import { clientEndWithEcho } from "./client/end-with-echo.ts";
import { clientExtraBytes } from "./client/extra-bytes.ts";
import { clientBasic } from "./client/messages/basic.ts";
import { clientEmptyMessage } from "./client/messages/empty-message.ts";
import { clientLargeMessage } from "./client/messages/large-message.ts";
import { clientOddText } from "./client/messages/odd-text.ts";
import { clientOneByteSegments } from "./client/messages/one-byte-segments.ts";
import { clientUtf8 } from "./client/messages/utf-8.ts";
import { clientNoEnd } from "./client/no-end.ts";
import { clientOversize } from "./client/oversize.ts";
import { clientReset } from "./client/reset.ts";
import { clientResetAfterEcho } from "./client/reset-after-echo.ts";
import { clientSilence } from "./client/silence.ts";
import { clientSlowServer } from "./client/slow-server.ts";
import { clientStalledEcho } from "./client/stalled-echo.ts";
import { clientTruncated } from "./client/truncated.ts";
import { clientWrongBytes } from "./client/wrong-bytes.ts";
import { closingMessage } from "./close/closing-message.ts";
import { dataAndFin } from "./close/data-and-fin.ts";
import { emptyConnection } from "./close/empty-connection.ts";
import { endBehindData } from "./close/end-behind-data.ts";
import { halfCloseDrain } from "./close/half-close-drain.ts";
import { halfClosedStall } from "./close/half-closed-stall.ts";
import { noCloseWait } from "./close/no-close-wait.ts";
import { simultaneous } from "./close/simultaneous.ts";
import { truncatedHeader } from "./close/truncated-header.ts";
import { truncatedPayload } from "./close/truncated-payload.ts";
import { deepPipeline } from "./coalesced/deep-pipeline.ts";
import { oneSegment } from "./coalesced/one-segment.ts";
import { partialTail } from "./coalesced/partial-tail.ts";
import { drip } from "./cost/drip.ts";
import { zeroFlood } from "./cost/zero-flood.ts";
import { basic } from "./echo/basic.ts";
import { flood } from "./fairness/flood.ts";
import { silentPeer } from "./fairness/silent-peer.ts";
import { slowSenders } from "./fairness/slow-senders.ts";
import { longStalls } from "./flow/long-stalls.ts";
import { manyStalled } from "./flow/many-stalled.ts";
import { readButUnanswered } from "./flow/read-but-unanswered.ts";
import { writeBeforeRead } from "./flow/write-before-read.ts";
import { zeroWindowStall } from "./flow/zero-window-stall.ts";
import { httpBadChunks } from "./http/bad-chunks.ts";
import { httpBadLengths } from "./http/bad-lengths.ts";
import { httpClosing } from "./http/closing.ts";
import { httpEndlessChunks } from "./http/endless-chunks.ts";
import { httpEndlessHeader } from "./http/endless-header.ts";
import { httpEveryBoundary } from "./http/every-boundary.ts";
import { httpExpect } from "./http/expect.ts";
import { httpFields } from "./http/fields.ts";
import { httpFraming } from "./http/framing.ts";
import { httpHost } from "./http/host.ts";
import { httpLengthAndChunks } from "./http/length-and-chunks.ts";
import { httpOldVersion } from "./http/old-version.ts";
import { httpTransferCodings } from "./http/transfer-codings.ts";
import { aMinuteOfPatience } from "./idle/a-minute-of-patience.ts";
import { halfAMinute } from "./idle/half-a-minute.ts";
import { sixSeconds } from "./idle/six-seconds.ts";
import { slowIsNotDead } from "./idle/slow-is-not-dead.ts";
import { unfinished } from "./idle/unfinished.ts";
import { badNeighbour } from "./isolation/bad-neighbour.ts";
import { strangers } from "./isolation/strangers.ts";
import { requestReply } from "./latency/request-reply.ts";
import { churn } from "./leak/churn.ts";
import { idleAfterCap } from "./leak/idle-after-cap.ts";
import { pastConnections } from "./leak/past-connections.ts";
import { pastMessages } from "./leak/past-messages.ts";
import { soak } from "./leak/soak.ts";
import { twentyThousand } from "./leak/twenty-thousand.ts";
import { announcedOnly } from "./length/announced-only.ts";
import { cap } from "./length/cap.ts";
import { largeMessages } from "./length/large-messages.ts";
import { littleEndian } from "./length/little-endian.ts";
import { oversize } from "./length/oversize.ts";
import { poisonAfterGood } from "./length/poison-after-good.ts";
import { poisonWithJunk } from "./length/poison-with-junk.ts";
import { refusedPeersStay } from "./length/refused-peers-stay.ts";
import { zero } from "./length/zero.ts";
import { anyBytes } from "./line/any-bytes.ts";
import { carriageReturn } from "./line/carriage-return.ts";
import { endless } from "./line/endless.ts";
import { nul } from "./line/nul.ts";
import { utf8Split } from "./line/utf8-split.ts";
import { blackholeMidFrame } from "./loss/blackhole-mid-frame.ts";
import { firstMessage } from "./loss/first-message.ts";
import { handshake } from "./loss/handshake.ts";
import { pingPong } from "./loss/ping-pong.ts";
import { vanishedPeer } from "./loss/vanished-peer.ts";
import { declaredBacklog } from "./options/backlog.ts";
import { keepAlive } from "./options/keep-alive.ts";
import { noDelay } from "./options/no-delay.ts";
import { orderlyClose } from "./options/orderly-close.ts";
import { reuseAddress } from "./options/reuse-address.ts";
import { silentNameServer } from "./outside/silent-name-server.ts";
import { unreadLog } from "./outside/unread-log.ts";
import { everyBoundary } from "./partial-read/every-boundary.ts";
import { oneByteSegments } from "./partial-read/one-byte-segments.ts";
import { randomSplits } from "./partial-read/random-splits.ts";
import { splitHeader } from "./partial-read/split-header.ts";
import { clientEndsFirst } from "./proxy/client-ends-first.ts";
import { clientResets } from "./proxy/client-resets.ts";
import { thousandPairs } from "./proxy/thousand-connections.ts";
import { upstreamDies } from "./proxy/upstream-dies.ts";
import { upstreamEndsFirst } from "./proxy/upstream-ends-first.ts";
import { upstreamLate } from "./proxy/upstream-late.ts";
import { upstreamOverIpv6 } from "./proxy/upstream-over-ipv6.ts";
import { upstreamRefuses } from "./proxy/upstream-refuses.ts";
import { upstreamResets } from "./proxy/upstream-resets.ts";
import { upstreamStalls } from "./proxy/upstream-stalls.ts";
import { respBadLengths } from "./resp/bad-lengths.ts";
import { respBulkStrings } from "./resp/bulk-strings.ts";
import { respCommands } from "./resp/commands.ts";
import { respErrors } from "./resp/errors.ts";
import { respInline } from "./resp/inline.ts";
import { secondInstance } from "./restart/second-instance.ts";
import { timeWait } from "./restart/time-wait.ts";
import { asInit } from "./shutdown/as-init.ts";
import { drain } from "./shutdown/drain.ts";
import { peersStay } from "./shutdown/peers-stay.ts";
import { stopAndContinue } from "./signals/stop-and-continue.ts";
import { bufferEdges } from "./size/buffer-edges.ts";
import { fourGib } from "./size/four-gib.ts";
import { wholeBuffers } from "./size/whole-buffers.ts";
import { acknowledgements } from "./socketio/acknowledgements.ts";
import { badPackets } from "./socketio/bad-packets.ts";
import { beforeConnect } from "./socketio/before-connect.ts";
import { binary } from "./socketio/binary.ts";
import { closePacket } from "./socketio/close.ts";
import { events } from "./socketio/events.ts";
import { heartbeat } from "./socketio/heartbeat.ts";
import { namespaces } from "./socketio/namespaces.ts";
import { socketioOpening } from "./socketio/opening.ts";
import { allValues } from "./stream/all-values.ts";
import { alike } from "./udp/alike.ts";
import { udpBothFamilies } from "./udp/both-families.ts";
import { boundaries } from "./udp/boundaries.ts";
import { broadcast } from "./udp/broadcast.ts";
import { burst } from "./udp/burst.ts";
import { echoPorts } from "./udp/echo-ports.ts";
import { echoStorm } from "./udp/echo-storm.ts";
import { emptyDatagram } from "./udp/empty.ts";
import { fragmented } from "./udp/fragmented.ts";
import { largest } from "./udp/largest.ts";
import { manyPeers } from "./udp/many-peers.ts";
import { multicast } from "./udp/multicast.ts";
import { multicastIpv6 } from "./udp/multicast-ipv6.ts";
import { oneByteDatagram } from "./udp/one-byte.ts";
import { otherAddress } from "./udp/other-address.ts";
import { passingPeers } from "./udp/passing-peers.ts";
import { peersGone } from "./udp/peers-gone.ts";
import { udpShutdown } from "./udp/shutdown.ts";
import { sizes } from "./udp/sizes.ts";
import { abstractName } from "./unix/abstract-name.ts";
import { backlogFull } from "./unix/backlog-full.ts";
import { connectAndClose } from "./unix/connect-and-close.ts";
import { descriptorsSent } from "./unix/descriptors-sent.ts";
import { fileMode } from "./unix/file-mode.ts";
import { otherSocketType } from "./unix/other-socket-type.ts";
import { pathLength } from "./unix/path-length.ts";
import { removedAtExit } from "./unix/removed-at-exit.ts";
import { stalePath } from "./unix/stale-path.ts";
import { oneByte } from "./urgent/one-byte.ts";
import { badClose } from "./websocket/bad-close.ts";
import { brokenFragments } from "./websocket/broken-fragments.ts";
import { close } from "./websocket/close.ts";
import { controlFrames } from "./websocket/control-frames.ts";
import { fragmentation } from "./websocket/fragmentation.ts";
import { lengths } from "./websocket/lengths.ts";
import { opening } from "./websocket/opening.ts";
import { ping } from "./websocket/ping.ts";
import { pingWithinFragments } from "./websocket/ping-within-fragments.ts";
import { reserved } from "./websocket/reserved.ts";
import { splitWebsocketHeader } from "./websocket/split-header.ts";
import { unmasked } from "./websocket/unmasked.ts";
import { utf8 } from "./websocket/utf-8.ts";

/** Every bundled scenario, in the order in which they are run and shown. */
export const catalogue: readonly Scenario[] = [
  basic,
  oneByteSegments,
  splitHeader,
  everyBoundary,
  randomSplits,
  oneSegment,
  partialTail,
  deepPipeline,
  zero,
  cap,
  largeMessages,
  oversize,
  announcedOnly,
  littleEndian,
  poisonAfterGood,
  poisonWithJunk,
  refusedPeersStay,
  allValues,
  carriageReturn,
  nul,
  utf8Split,
  anyBytes,
  endless,
  opening,
  splitWebsocketHeader,
  lengths,
  fragmentation,
  pingWithinFragments,
  brokenFragments,
  ping,
  controlFrames,
  reserved,
  unmasked,
  utf8,
  close,
  badClose,
  socketioOpening,
  beforeConnect,
  namespaces,
  events,
  acknowledgements,
  binary,
  badPackets,
  closePacket,
  heartbeat,
  httpFraming,
  httpEveryBoundary,
  httpExpect,
  httpClosing,
  httpOldVersion,
  httpBadLengths,
  httpLengthAndChunks,
  httpTransferCodings,
  httpBadChunks,
  httpFields,
  httpHost,
  httpEndlessHeader,
  httpEndlessChunks,
  respCommands,
  respBulkStrings,
  respInline,
  respErrors,
  respBadLengths,
  resetMidFrame,
  closeWhileEchoing,
  stalledPeersVanish,
  emptyConnection,
  dataAndFin,
  endBehindData,
  truncatedHeader,
  truncatedPayload,
  halfCloseDrain,
  halfClosedStall,
  noCloseWait,
  simultaneous,
  closingMessage,
  bufferEdges,
  wholeBuffers,
  fourGib,
  zeroWindowStall,
  writeBeforeRead,
  manyStalled,
  readButUnanswered,
  longStalls,
  silentPeer,
  slowSenders,
  flood,
  badNeighbour,
  strangers,
  requestReply,
  pingPong,
  firstMessage,
  handshake,
  blackholeMidFrame,
  vanishedPeer,
  goneBeforeAccept,
  thousandConnections,
  backlog,
  descriptorExhaustion,
  bothFamilies,
  orderlyClose,
  noDelay,
  keepAlive,
  reuseAddress,
  declaredBacklog,
  timeWait,
  secondInstance,
  drain,
  asInit,
  peersStay,
  stopAndContinue,
  oneByte,
  sixSeconds,
  unfinished,
  halfAMinute,
  slowIsNotDead,
  aMinuteOfPatience,
  silentNameServer,
  unreadLog,
  zeroFlood,
  drip,
  churn,
  idleAfterCap,
  pastConnections,
  soak,
  twentyThousand,
  pastMessages,
  oneByteDatagram,
  emptyDatagram,
  sizes,
  largest,
  boundaries,
  manyPeers,
  peersGone,
  otherAddress,
  fragmented,
  alike,
  udpBothFamilies,
  burst,
  passingPeers,
  echoPorts,
  broadcast,
  multicast,
  multicastIpv6,
  echoStorm,
  udpShutdown,
  pathLength,
  stalePath,
  connectAndClose,
  removedAtExit,
  fileMode,
  abstractName,
  backlogFull,
  descriptorsSent,
  otherSocketType,
  clientBasic,
  clientUtf8,
  clientOddText,
  clientEmptyMessage,
  clientOneByteSegments,
  clientLargeMessage,
  clientSlowServer,
  clientExtraBytes,
  clientWrongBytes,
  clientOversize,
  clientTruncated,
  clientEndBeforeEcho,
  clientEndWithEcho,
  clientEarlyEnd,
  clientNoEnd,
  clientReset,
  clientResetAfterEcho,
  clientRefused,
  clientSilence,
  clientStalledEcho,
  clientNotThere,
  clientSecondAddress,
  clientSilentFirstAddress,
  clientEndsFirst,
  upstreamEndsFirst,
  clientResets,
  upstreamResets,
  upstreamRefuses,
  upstreamDies,
  upstreamLate,
  upstreamStalls,
  upstreamOverIpv6,
  thousandPairs,
];
