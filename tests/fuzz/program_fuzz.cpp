// Reading a .lathe program. The checksum is made right first, else no change would get behind it.

#include "core/base/hash.h"
#include "core/formats/program_file.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstring>

using namespace lathe;

namespace {

constexpr std::size_t kHeader = 64, kMajorAt = 8, kMinorAt = 12, kMessageBytesAt = 16, kBlobBytesAt = 24, kHighAt = 32, kLowAt = 40;

template <class T>
T numberAt(const std::vector<std::uint8_t>& bytes, std::size_t at) {
    T number;
    std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

void mendChecksum(std::vector<std::uint8_t>& bytes) {
    if (bytes.size() < kHeader) return;
    const auto messageBytes = numberAt<std::uint64_t>(bytes, kMessageBytesAt), blobBytes = numberAt<std::uint64_t>(bytes, kBlobBytesAt);
    if (messageBytes > bytes.size() - kHeader || blobBytes > bytes.size() - kHeader) return;
    const auto all = std::as_bytes(std::span<const std::uint8_t>(bytes));
    const ContentHash hash = Hasher()
                                 .add(numberAt<std::uint32_t>(bytes, kMajorAt))
                                 .add(numberAt<std::uint32_t>(bytes, kMinorAt))
                                 .add(messageBytes)
                                 .add(blobBytes)
                                 .add(all.subspan(kHeader, messageBytes))
                                 .add(all.last(blobBytes))
                                 .finish();
    std::memcpy(bytes.data() + kHighAt, &hash.high, sizeof hash.high);
    std::memcpy(bytes.data() + kLowAt, &hash.low, sizeof hash.low);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::MemoryFile file;
    std::vector<std::uint8_t> bytes(data, data + size);
    mendChecksum(bytes);
    const auto program = readProgram(file.write(bytes));
    if (program) (void)serializeProgram(*program);
    return 0;
}
