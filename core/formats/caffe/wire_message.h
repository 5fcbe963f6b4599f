#pragma once

#include "core/formats/caffe/source.h"

namespace lathe::caffe {

/// A NetParameter in protobuf's binary format as a tree of the fields that schema.h knows; blobs stay undecoded views.
/// `bytes` must live as long as the document. Errors: damaged bytes (with their position), nesting, number of fields.
Result<Document> readWireNetwork(const Source& source, std::span<const std::byte> bytes);

} // namespace lathe::caffe
