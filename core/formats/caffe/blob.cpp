#include "core/formats/caffe/blob.h"

#include "core/formats/caffe/schema.h"
#include "core/formats/onnx/wire_reader.h"

#include <bit>
#include <cstring>

namespace lathe::caffe {
namespace {

static_assert(std::endian::native == std::endian::little, "the values of .caffemodel files are little-endian and used in place");

/// A BlobProto taken apart. Values are a view of the file where they came as one piece.
struct Parts {
    std::vector<std::int64_t> shape;
    std::int64_t old[4] = {0, 0, 0, 0};
    bool hasShape = false, hasOld = false;
    std::span<const std::byte> floats;
    std::vector<float> gathered;
    bool isGathered = false;

    /// Collects pieces of an unpacked field.
    void append(std::span<const std::byte> piece) {
        if (!isGathered && floats.empty()) {
            floats = piece;
            return;
        }
        if (!isGathered) gather(floats);
        isGathered = true;
        gather(piece);
    }
    void gather(std::span<const std::byte> piece) {
        const std::size_t before = gathered.size();
        gathered.resize(before + piece.size() / sizeof(float));
        std::memcpy(gathered.data() + before, piece.data(), (gathered.size() - before) * sizeof(float));
    }
    void appendDoubles(std::span<const std::byte> piece) {
        isGathered = true;
        for (; piece.size() >= sizeof(double); piece = piece.subspan(sizeof(double))) {
            double value = 0.0;
            std::memcpy(&value, piece.data(), sizeof value);
            gathered.push_back(static_cast<float>(value));
        }
    }
    std::int64_t count() const { return static_cast<std::int64_t>(isGathered ? gathered.size() : floats.size() / sizeof(float)); }
};

/// Field numbers of BlobProto and BlobShape.
enum : std::uint32_t { kNum = 1, kWidth = 4, kData = 5, kShape = 7, kDoubleData = 8, kDim = 1 };

bool readShape(onnx::WireReader reader, Parts& parts) {
    parts.hasShape = true;
    while (reader.next())
        if (reader.field() == kDim) reader.appendIntegers(parts.shape);
    return !reader.isBroken();
}

/// False when the bytes are damaged.
bool takeApart(std::span<const std::byte> bytes, Parts& parts) {
    onnx::WireReader reader(bytes);
    while (reader.next()) {
        if (reader.field() >= kNum && reader.field() <= kWidth) {
            parts.old[reader.field() - kNum] = reader.integer();
            parts.hasOld = true;
        } else if (reader.field() == kData) {
            parts.append(reader.fixedBytes());
        } else if (reader.field() == kDoubleData) {
            parts.appendDoubles(reader.fixedBytes());
        } else if (reader.field() == kShape) {
            if (!readShape(onnx::WireReader(reader.bytes()), parts)) return false;
        }
    }
    return !reader.isBroken() && parts.floats.size() % sizeof(float) == 0;
}

Parts takeApart(const Message& message) {
    Parts parts;
    parts.hasShape = message.has("shape");
    parts.shape = message.sub("shape").integers("dim");
    constexpr std::string_view kOld[] = {"num", "channels", "height", "width"};
    for (std::size_t i = 0; i < 4; ++i) {
        parts.hasOld = parts.hasOld || message.has(kOld[i]);
        parts.old[i] = message.integer(kOld[i], 1);
    }
    parts.isGathered = true;
    parts.gathered = message.reals(message.has("double_data") ? "double_data" : "data");
    return parts;
}

} // namespace

Result<Tensor> readBlob(const Source& source, const Field& field, const std::shared_ptr<const void>& owner, const std::string& what) {
    Parts parts;
    if (field.message)
        parts = takeApart(*field.message);
    else if (!takeApart(field.bytes, parts))
        return source.error(what + " is damaged", field.place, {}, "the file is cut short or altered; get it again");
    std::vector<std::int64_t> dims = parts.hasShape ? parts.shape : std::vector<std::int64_t>{parts.count()};
    if (!parts.hasShape && parts.hasOld) dims.assign(std::begin(parts.old), std::end(parts.old));
    const auto count = elementCountOf(dims);
    if (!count || dims.size() > kMaxRank || *count != parts.count())
        return source.error(what + " has " + std::to_string(parts.count()) + " values, but its dimensions are " +
                                (dims.size() > kMaxRank ? "more than " + std::to_string(kMaxRank) : toText(dims)),
                            field.place, {}, "the file is cut short, altered, or of a fork that stores weights in another way");
    if (parts.isGathered) return Tensor::of<float>(std::move(dims), parts.gathered);
    const Tensor view(DataType::Float, std::move(dims), parts.floats, owner);
    const bool isAligned = reinterpret_cast<std::uintptr_t>(parts.floats.data()) % alignof(float) == 0;
    return isAligned && owner ? view : view.clone();
}

} // namespace lathe::caffe
