package io.strongroom.storage.codec;

import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.command.RewrappedKey;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.proto.DeliverRootKeyProto;
import io.strongroom.storage.proto.HoldRootKeyProto;
import io.strongroom.storage.proto.OfferTransportKeyProto;
import io.strongroom.storage.proto.RewrapProto;
import io.strongroom.storage.proto.RewrappedDataKeyProto;
import io.strongroom.storage.proto.RewrappedKeyProto;
import io.strongroom.storage.proto.RootGenerationProto;
import io.strongroom.storage.proto.RootKeyHolderProto;
import io.strongroom.storage.proto.RootKeyProto;
import io.strongroom.storage.proto.RootKeyRefusedProto;
import io.strongroom.storage.proto.StartRootRotationProto;

/** What is about root keys to and from its messages. */
final class RootKeyValues {
    private RootKeyValues() {}

    /** A generation as a field: the first is not written, because it was not before. */
    static int root(int generation) {
        return generation == RootKeyGeneration.FIRST ? 0 : generation;
    }

    static int rootOf(int field) {
        return field == 0 ? RootKeyGeneration.FIRST : field;
    }

    static RootGenerationProto generation(int generation) {
        return RootGenerationProto.newBuilder().setGeneration(generation).build();
    }

    static StartRootRotationProto start(Command.StartRootRotation start) {
        return StartRootRotationProto.newBuilder()
                .setGeneration(start.generation())
                .setFingerprint(Values.bytes(start.fingerprint()))
                .setNode(start.node())
                .build();
    }

    static Command start(StartRootRotationProto message) {
        return new Command.StartRootRotation(
                message.getGeneration(), Values.bytes(message.getFingerprint()), message.getNode());
    }

    static OfferTransportKeyProto offer(Command.OfferTransportKey offer) {
        return OfferTransportKeyProto.newBuilder()
                .setGeneration(offer.generation())
                .setNode(offer.node())
                .setTransportKey(Values.bytes(offer.transportKey()))
                .build();
    }

    static Command offer(OfferTransportKeyProto message) {
        return new Command.OfferTransportKey(
                message.getGeneration(),
                message.getNode(),
                Values.bytes(message.getTransportKey()));
    }

    static DeliverRootKeyProto deliver(Command.DeliverRootKey deliver) {
        return DeliverRootKeyProto.newBuilder()
                .setGeneration(deliver.generation())
                .setNode(deliver.node())
                .setTransportKey(Values.bytes(deliver.transportKey()))
                .setWrapped(Values.bytes(deliver.wrapped()))
                .build();
    }

    static Command deliver(DeliverRootKeyProto message) {
        return new Command.DeliverRootKey(
                message.getGeneration(),
                message.getNode(),
                Values.bytes(message.getTransportKey()),
                Values.bytes(message.getWrapped()));
    }

    static HoldRootKeyProto hold(Command.HoldRootKey hold) {
        return HoldRootKeyProto.newBuilder()
                .setGeneration(hold.generation())
                .setNode(hold.node())
                .build();
    }

    static RewrapProto rewrap(Command.Rewrap rewrap) {
        RewrapProto.Builder builder = RewrapProto.newBuilder().setGeneration(rewrap.generation());
        for (RewrappedDataKey key : rewrap.dataKeys()) {
            builder.addDataKeys(
                    RewrappedDataKeyProto.newBuilder()
                            .setOwner(Values.text(key.owner()))
                            .setGeneration(key.generation())
                            .setBefore(Values.bytes(key.before()))
                            .setAfter(Values.bytes(key.after())));
        }
        for (RewrappedKey key : rewrap.keys()) {
            builder.addKeys(
                    RewrappedKeyProto.newBuilder()
                            .setVault(key.vault().value())
                            .setName(key.name().value())
                            .setVersion(Values.version(key.version()))
                            .setBefore(Values.bytes(key.before()))
                            .setAfter(Values.bytes(key.after())));
        }
        return builder.build();
    }

    static Command rewrap(RewrapProto message) {
        return new Command.Rewrap(
                message.getGeneration(),
                message.getDataKeysList().stream()
                        .map(key ->
                                new RewrappedDataKey(
                                        key.getOwner(),
                                        key.getGeneration(),
                                        Values.bytes(key.getBefore()),
                                        Values.bytes(key.getAfter())))
                        .toList(),
                message.getKeysList().stream()
                        .map(key ->
                                new RewrappedKey(
                                        new VaultName(key.getVault()),
                                        new ItemName(key.getName()),
                                        Values.version(key.getVersion()),
                                        Values.bytes(key.getBefore()),
                                        Values.bytes(key.getAfter())))
                        .toList());
    }

    static RootKeyRefusedProto refused(Result.RootKeyRefused refused) {
        return RootKeyRefusedProto.newBuilder()
                .setReason(refused.reason().name())
                .addAllNodes(refused.nodes())
                .build();
    }

    static Result refused(RootKeyRefusedProto message) {
        return new Result.RootKeyRefused(
                named(Result.RootKeyRefused.Reason.values(), message.getReason()),
                message.getNodesList());
    }

    static RootKeyProto rootKey(RootKeyGeneration key) {
        return RootKeyProto.newBuilder()
                .setGeneration(key.generation())
                .setFingerprint(Values.bytes(key.fingerprint()))
                .setState(key.state().name())
                .setStartedBy(key.startedBy())
                .build();
    }

    static RootKeyGeneration rootKey(RootKeyProto message) {
        return new RootKeyGeneration(
                message.getGeneration(),
                Values.bytes(message.getFingerprint()),
                named(RootKeyGeneration.State.values(), message.getState()),
                message.getStartedBy());
    }

    static RootKeyHolderProto holder(RootKeyHolder holder) {
        return RootKeyHolderProto.newBuilder()
                .setNode(holder.node())
                .setTransportKey(Values.bytes(holder.transportKey()))
                .setWrapped(Values.bytes(holder.wrapped()))
                .setHolds(holder.holds())
                .build();
    }

    static RootKeyHolder holder(RootKeyHolderProto message) {
        return new RootKeyHolder(
                message.getNode(),
                Values.bytes(message.getTransportKey()),
                Values.bytes(message.getWrapped()),
                message.getHolds());
    }

    private static <E extends Enum<E>> E named(E[] all, String name) {
        for (E one : all) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        throw new MalformedException("what is said of a root key is unknown to this version");
    }
}
