#pragma once

#include "core/formats/program_file/blob.h"
#include "core/program/program.h"

#include "program.pb.h"

namespace lathe {

void toMessage(const Graph& graph, BlobWriter& blob, file::Graph& message);
void toMessage(const Program& program, BlobWriter& blob, file::Program& message);

/// Errors (kind Input) name what is damaged. Ids are those of the file.
Result<Graph> graphFromMessage(const file::Graph& message, const BlobReader& blob, int depth = 0);
Result<Program> programFromMessage(const file::Program& message, const BlobReader& blob);

/// What a program must keep so that simulators and views may trust its indices: ids that exist, tiles inside their outputs,
/// dependencies on earlier instructions, parameters that fit their tensors, shapes that the operators really give.
Status checkProgram(const Program& program);

} // namespace lathe
