#pragma once

#include <cstdint>

/// Field numbers of onnx.proto3 (IR version 10), for the reader and the writer.
namespace lathe::onnx {

namespace model_field {
enum : std::uint32_t {
    IrVersion = 1,
    ProducerName = 2,
    ProducerVersion = 3,
    DocString = 6,
    Graph = 7,
    OpsetImport = 8,
    Metadata = 14,
    Functions = 25
};
}
namespace opset_field {
enum : std::uint32_t { Domain = 1, Version = 2 };
}
namespace entry_field { ///< StringStringEntryProto
enum : std::uint32_t { Key = 1, Value = 2 };
}
namespace function_field {
enum : std::uint32_t { Name = 1, Input = 4, Output = 5, Node = 7, OpsetImport = 9, Domain = 10, AttributeDefault = 11, Overload = 13 };
}
namespace graph_field {
enum : std::uint32_t {
    Node = 1,
    Name = 2,
    Initializer = 5,
    DocString = 10,
    Input = 11,
    Output = 12,
    ValueInfo = 13,
    SparseInitializer = 15
};
}
namespace node_field {
enum : std::uint32_t { Input = 1, Output = 2, Name = 3, OpType = 4, Attribute = 5, Domain = 7, Overload = 8 };
}
namespace attribute_field {
enum : std::uint32_t {
    Name = 1,
    Float = 2,
    Int = 3,
    String = 4,
    Tensor = 5,
    Graph = 6,
    Floats = 7,
    Ints = 8,
    Strings = 9,
    Tensors = 10,
    Graphs = 11,
    TypeProto = 14,
    Type = 20,
    RefName = 21,
    SparseTensor = 22
};
}
namespace tensor_field {
enum : std::uint32_t {
    Dims = 1,
    DataType = 2,
    FloatData = 4,
    Int32Data = 5,
    StringData = 6,
    Int64Data = 7,
    Name = 8,
    RawData = 9,
    DoubleData = 10,
    Uint64Data = 11,
    ExternalData = 13,
    DataLocation = 14
};
}
namespace sparse_field {
enum : std::uint32_t { Values = 1, Indices = 2, Dims = 3 };
}
namespace value_field { ///< ValueInfoProto
enum : std::uint32_t { Name = 1, Type = 2 };
}
namespace type_field { ///< TypeProto and, within it, TypeProto.Tensor
enum : std::uint32_t { Tensor = 1, ElementType = 1, Shape = 2, Sequence = 4, Optional = 9 };
}
namespace container_field { ///< TypeProto.Sequence and TypeProto.Optional
enum : std::uint32_t { Element = 1 };
}
namespace items_field { ///< SequenceProto and OptionalProto: fields of the same numbers, repeated in the former
enum : std::uint32_t { Name = 1, Kind = 2, Tensor = 3, SparseTensor = 4, Sequence = 5, Map = 6, Optional = 7 };
}
namespace shape_field { ///< TensorShapeProto and, within it, its Dimension
enum : std::uint32_t { Dim = 1, Value = 1, Symbol = 2 };
}

/// AttributeProto.AttributeType
enum class AttributeType : std::int64_t {
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Tensor = 4,
    Graph = 5,
    Floats = 6,
    Ints = 7,
    Strings = 8,
    Tensors = 9,
    Graphs = 10,
    SparseTensor = 11,
    SparseTensors = 12,
    Type = 13,
    Types = 14,
};

} // namespace lathe::onnx
