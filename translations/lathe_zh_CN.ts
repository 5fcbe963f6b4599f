<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>保存工程(&amp;S)</translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation>工程另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Export configuration…</source>
        <translation>导出配置(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Copy names of the selected nodes</source>
        <translation>复制所选节点名称(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>查找(&amp;F)…</translation>
    </message>
    <message>
        <source>Set precision to int&amp;8</source>
        <translation>精度设为 int8(&amp;8)</translation>
    </message>
    <message>
        <source>Set precision to int&amp;16</source>
        <translation>精度设为 int16(&amp;1)</translation>
    </message>
    <message>
        <source>Keep in f&amp;loat</source>
        <translation>保持浮点(&amp;L)</translation>
    </message>
    <message>
        <source>Precision by default or quant_&amp;config</source>
        <translation>按默认值或 quant_config 的精度(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Actual size</source>
        <translation>实际大小(&amp;A)</translation>
    </message>
    <message>
        <source>Fit a&amp;ll</source>
        <translation>显示全部(&amp;L)</translation>
    </message>
    <message>
        <source>Fit &amp;selection</source>
        <translation>显示所选(&amp;S)</translation>
    </message>
    <message>
        <source>Show a&amp;ttributes</source>
        <translation>显示属性(&amp;T)</translation>
    </message>
    <message>
        <source>Show &amp;weights</source>
        <translation>显示权重(&amp;W)</translation>
    </message>
    <message>
        <source>Show &amp;names</source>
        <translation>显示名称(&amp;N)</translation>
    </message>
    <message>
        <source>Colours of the s&amp;ystem</source>
        <translation>跟随系统配色(&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Reset window layout</source>
        <translation>重置窗口布局(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Build</source>
        <translation>构建(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Build what is stale</source>
        <translation>构建过期阶段(&amp;B)</translation>
    </message>
    <message>
        <source>Build up to &amp;quantisation</source>
        <translation>构建到量化为止(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>取消(&amp;C)</translation>
    </message>
    <message>
        <source>Compare &amp;devices</source>
        <translation>比较器件(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Lathe</source>
        <translation>关于 Lathe(&amp;A)</translation>
    </message>
    <message>
        <source>In the graph</source>
        <translation>计算图中</translation>
    </message>
    <message>
        <source>Fit all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Fit selection</source>
        <translation>显示所选</translation>
    </message>
    <message>
        <source>Walk along the data</source>
        <translation>沿数据流移动</translation>
    </message>
    <message>
        <source>Walk among siblings</source>
        <translation>在同级节点间移动</translation>
    </message>
    <message>
        <source>Select an area</source>
        <translation>框选区域</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <source>In the timeline</source>
        <translation>时间线中</translation>
    </message>
    <message>
        <source>Zoom, pan</source>
        <translation>缩放、平移</translation>
    </message>
    <message>
        <source>Next, previous event</source>
        <translation>下一个、上一个事件</translation>
    </message>
    <message>
        <source>Selection becomes range</source>
        <translation>将所选设为区间</translation>
    </message>
    <message>
        <source>Save &amp;build…</source>
        <translation>保存构建结果(&amp;B)…</translation>
    </message>
    <message>
        <source>Open output &amp;folder</source>
        <translation>打开输出文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Save &amp;picture of the graph…</source>
        <translation>保存图的图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation>查找下一个(&amp;N)</translation>
    </message>
    <message>
        <source>Find pre&amp;vious</source>
        <translation>查找上一个(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Back to where the view was</source>
        <translation>返回之前的视图(&amp;B)</translation>
    </message>
    <message>
        <source>F&amp;orward again</source>
        <translation>再次前进(&amp;O)</translation>
    </message>
    <message>
        <source>Light &amp;up what the selection needs</source>
        <translation>点亮所选依赖的节点(&amp;U)</translation>
    </message>
    <message>
        <source>Light up &amp;what needs the selection</source>
        <translation>点亮依赖所选的节点(&amp;W)</translation>
    </message>
    <message>
        <source>Graph from left to righ&amp;t</source>
        <translation>图从左到右(&amp;T)</translation>
    </message>
    <message>
        <source>Wheel &amp;zooms</source>
        <translation>滚轮缩放(&amp;Z)</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Zoom to an area</source>
        <translation>缩放到区域</translation>
    </message>
    <message>
        <source>Back to where the view was</source>
        <translation>返回之前的视图</translation>
    </message>
</context>
<context>
    <name>BottomPanel</name>
    <message>
        <source>info</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误</translation>
    </message>
</context>
<context>
    <name>CalibrationChoice</name>
    <message>
        <source>Calibration samples</source>
        <translation>校准样本</translation>
    </message>
    <message>
        <source>Calibration samples of input “%1”</source>
        <translation>输入“%1”的校准样本</translation>
    </message>
    <message>
        <source>Choose calibration samples</source>
        <translation>选择校准样本</translation>
    </message>
    <message>
        <source>Calibrate with %1</source>
        <translation>用 %1 校准</translation>
    </message>
</context>
<context>
    <name>GraphOverlay</name>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>器件</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Build to see the precision of every node</source>
        <translation>构建后可查看每个节点的精度</translation>
    </message>
    <message>
        <source>accelerator</source>
        <translation>加速器</translation>
    </message>
    <message>
        <source>host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Build to see where the time goes</source>
        <translation>构建后可查看时间分布</translation>
    </message>
    <message>
        <source>Build with calibration samples to see the error of every node</source>
        <translation>用校准样本构建后可看到每个节点的误差</translation>
    </message>
    <message>
        <source>set by you</source>
        <translation>由您设置</translation>
    </message>
    <message>
        <source>You have set nothing on a node yet</source>
        <translation>您尚未在任何节点上做设置</translation>
    </message>
    <message>
        <source>Memory traffic</source>
        <translation>内存流量</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>Set by me</source>
        <translation>由我设置</translation>
    </message>
</context>
<context>
    <name>IpReportPage</name>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>Pictures of a run ÷ latency: a single stream, one run after another</source>
        <translation>每次运行的图片数 ÷ 延迟：单路，一次接一次</translation>
    </message>
    <message>
        <source>MAC utilization</source>
        <translation>MAC 利用率</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MAC 数</translation>
    </message>
    <message>
        <source>DDR per frame</source>
        <translation>每帧 DDR</translation>
    </message>
    <message>
        <source>On-chip peak</source>
        <translation>片上峰值</translation>
    </message>
    <message>
        <source>Host nodes</source>
        <translation>主机节点</translation>
    </message>
    <message>
        <source>From the start of one inference to its end, start-up overhead included, as simulated</source>
        <translation>一次推理从开始到结束，含启动开销，仿真所得</translation>
    </message>
    <message>
        <source>MACs on the accelerator ÷ (peak MACs per second of the cores in use × latency)</source>
        <translation>加速器上的 MAC 数 ÷ (所用核心的每秒峰值 MAC × 延迟)</translation>
    </message>
    <message>
        <source>Multiply-accumulates of one inference, counted from the shapes of all layers</source>
        <translation>一次推理的乘加次数，由各层形状统计</translation>
    </message>
    <message>
        <source>Bytes read plus bytes written through external memory, counted from the program&apos;s transfers</source>
        <translation>经外部存储读写的字节数之和，由程序的传输统计</translation>
    </message>
    <message>
        <source>Largest sum of the buffers alive at one time, as the compiler placed them</source>
        <translation>同时存活的缓冲区之和的最大值，按编译器的安排</translation>
    </message>
    <message>
        <source>Nodes that the accelerator cannot run, of all nodes of the optimised graph</source>
        <translation>优化后的图中加速器无法运行的节点 / 全部节点</translation>
    </message>
</context>
<context>
    <name>NodeQuery</name>
    <message>
        <source>No node has an attribute “%1”; there are also name, type, tensor, dtype, shape, params, rank, elements, n, c, h and w</source>
        <translation>没有节点具有属性“%1”；另有 name、type、tensor、dtype、shape、params、rank、elements、n、c、h 和 w</translation>
    </message>
    <message>
        <source>The quote that begins here has no end</source>
        <translation>此处开始的引号没有结束</translation>
    </message>
    <message>
        <source>“%1” has no value behind it</source>
        <translation>“%1”后面没有值</translation>
    </message>
    <message>
        <source>“%1” is no number; after %2 stands one such as 256 or 1.5M</source>
        <translation>“%1”不是数字；%2 之后应为 256 或 1.5M 之类的数字</translation>
    </message>
    <message>
        <source>“%1” is no range; one looks like 7..14, the smaller number first</source>
        <translation>“%1”不是范围；范围形如 7..14，较小的数在前</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>它是空的</translation>
    </message>
    <message>
        <source>No regular expression: %1</source>
        <translation>不是正则表达式：%1</translation>
    </message>
</context>
<context>
    <name>Provenance</name>
    <message>
        <source>published</source>
        <translation>已公布</translation>
    </message>
    <message>
        <source>derived</source>
        <translation>推导</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>假定</translation>
    </message>
    <message>
        <source>fitted</source>
        <translation>拟合</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Optimise</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Quantise</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Compile</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>Simulate</source>
        <translation>仿真</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
</context>
<context>
    <name>lathe::AccuracyPage</name>
    <message>
        <source>How accurate will it be?</source>
        <translation>精度如何？</translation>
    </message>
    <message>
        <source>Build (F7)</source>
        <translation>构建 (F7)</translation>
    </message>
    <message>
        <source>Cosine similarity</source>
        <translation>余弦相似度</translation>
    </message>
    <message>
        <source>SQNR (dB)</source>
        <translation>SQNR (dB)</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>Largest error</source>
        <translation>最大误差</translation>
    </message>
    <message>
        <source>output &lt;b&gt;%1&lt;/b&gt;: cosine &lt;b&gt;%2&lt;/b&gt;, SQNR %3 dB</source>
        <translation>输出 &lt;b&gt;%1&lt;/b&gt;：余弦 &lt;b&gt;%2&lt;/b&gt;，SQNR %3 dB</translation>
    </message>
    <message>
        <source>top-1 float %1, quantized %2 (%3 lost, %4 won)</source>
        <translation>top-1 浮点 %1，量化 %2（丢失 %3，赢得 %4）</translation>
    </message>
    <message numerus="yes">
        <source>same top-1 on %1 of %n sample(s)</source>
        <translation>
            <numerusform>%n 个样本中 %1 的 top-1 一致</numerusform>
        </translation>
    </message>
    <message>
        <source>Calibrated on random data: these figures say nothing about accuracy. Give samples in cal_data_dir.</source>
        <translation>使用随机数据校准：这些数字不反映精度。请在 cal_data_dir 中提供样本。</translation>
    </message>
    <message>
        <source>Tensor, in order of execution</source>
        <translation>张量（按执行顺序）</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>MSE</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>Quantized</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Top-1</source>
        <translation>Top-1</translation>
    </message>
    <message>
        <source>same</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Build: every tensor of the quantized network is compared with float, over the calibration samples or over those of eval_data_dir.</source>
        <translation>构建后，量化网络的每个张量都会在校准样本或 eval_data_dir 的样本上与浮点比较。</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>top-1: share of labelled samples whose largest output has the right index; lost and won count those that only float, only the quantized program got right. %1 samples, both networks run on each.</source>
        <translation>top-1：最大输出下标正确的有标签样本所占比例；“丢失”“赢得”分别为只有浮点、只有量化程序判对的样本数。共 %1 个样本，两个网络都逐一运行。</translation>
    </message>
    <message>
        <source>Place in the order of execution, as on the chart&apos;s axis</source>
        <translation>执行顺序中的位置，与图表横轴一致</translation>
    </message>
    <message>
        <source>Right class by eval_label_file; – without one</source>
        <translation>eval_label_file 给出的正确类别；没有时为 –</translation>
    </message>
    <message>
        <source>Index of the largest element of the first output, float network</source>
        <translation>浮点网络第一个输出中最大元素的下标</translation>
    </message>
    <message>
        <source>Index of the largest element of the first output, quantized program</source>
        <translation>量化程序第一个输出中最大元素的下标</translation>
    </message>
    <message>
        <source>Cosine similarity of the first output on this sample, float and quantized</source>
        <translation>该样本上第一个输出的浮点与量化余弦相似度</translation>
    </message>
    <message>
        <source>Σ float·quantized ÷ √(Σ float² · Σ quantized²) over all elements and samples; 1 is equal. Measured, not estimated</source>
        <translation>Σ 浮点·量化 ÷ √(Σ 浮点² · Σ 量化²)，对全部元素和样本；1 表示相同。实测，非估计</translation>
    </message>
    <message>
        <source>10 · log10(Σ float² ÷ Σ (float − quantized)²) in dB over all elements and samples; more is better. Measured</source>
        <translation>10 · log10(Σ 浮点² ÷ Σ (浮点 − 量化)²)，单位 dB，对全部元素和样本；越大越好。实测</translation>
    </message>
    <message>
        <source>Mean of (float − quantized)² over all elements and samples, in the squared unit of the tensor. Measured</source>
        <translation>(浮点 − 量化)² 对全部元素和样本的均值，单位为张量单位的平方。实测</translation>
    </message>
    <message>
        <source>Largest |float − quantized| over all elements and samples, in the unit of the tensor. Measured</source>
        <translation>全部元素和样本中最大的 |浮点 − 量化|，单位与张量相同。实测</translation>
    </message>
</context>
<context>
    <name>lathe::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>lathe::BottomPanel</name>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>The log is empty</source>
        <translation>日志为空</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>没有正在运行的任务</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Problems (%1)</source>
        <translation>问题 (%1)</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理方法</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
</context>
<context>
    <name>lathe::CalibrationPage</name>
    <message>
        <source>What does the data look like?</source>
        <translation>数据是什么样的？</translation>
    </message>
    <message>
        <source>Choose a folder of samples (%1). Calibration runs the float network over them and finds the range of every tensor.</source>
        <translation>选择样本文件夹（%1）。校准会用浮点网络运行这些样本并确定每个张量的范围。</translation>
    </message>
    <message>
        <source>Choose samples…</source>
        <translation>选择样本…</translation>
    </message>
    <message>
        <source>Build to see the range of every tensor</source>
        <translation>构建后可查看每个张量的范围</translation>
    </message>
    <message numerus="yes">
        <source>%n sample file(s)</source>
        <translation>
            <numerusform>%n 个样本文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) about them</source>
        <translation>
            <numerusform>有 %n 条关于样本的警告</numerusform>
        </translation>
    </message>
    <message>
        <source>Random data (calibration_type: skip): speed can be judged, accuracy cannot.</source>
        <translation>随机数据 (calibration_type: skip)：可判断速度，不能判断精度。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) seen, threshold by %1</source>
        <translation>
            <numerusform>已用 %n 个样本，阈值方法 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Clipped</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>NaN, Inf</source>
        <translation>NaN、Inf</translation>
    </message>
    <message>
        <source>The folder of samples that calibration runs over (cal_data_dir): %1</source>
        <translation>校准所用样本的文件夹 (cal_data_dir)：%1</translation>
    </message>
    <message>
        <source>Build and select a tensor to see its histogram</source>
        <translation>构建并选择张量以查看其直方图</translation>
    </message>
    <message>
        <source>There is no folder %1</source>
        <translation>文件夹 %1 不存在</translation>
    </message>
    <message>
        <source>Looking for samples…</source>
        <translation>正在查找样本…</translation>
    </message>
    <message>
        <source>There are no samples in the folder: %1</source>
        <translation>文件夹中没有样本：%1</translation>
    </message>
    <message>
        <source>No samples: calibrated on random data</source>
        <translation>没有样本：使用随机数据校准</translation>
    </message>
    <message>
        <source>calibration_type is skip: the next build takes random data instead of them</source>
        <translation>calibration_type 为 skip：下次构建将用随机数据代替它们</translation>
    </message>
    <message>
        <source>|x| of %1, no unit   (line: threshold %2)</source>
        <translation>%1 的 |x|，无单位   (线：阈值 %2)</translation>
    </message>
    <message>
        <source>|x| from %1 to %2: %3 elements of all samples</source>
        <translation>|x| 从 %1 到 %2：全部样本共 %3 个元素</translation>
    </message>
    <message>
        <source>Smallest value of the float network over all samples, in the unit of the tensor</source>
        <translation>浮点网络在全部样本上的最小值，单位与张量相同</translation>
    </message>
    <message>
        <source>Largest value of the float network over all samples, in the unit of the tensor</source>
        <translation>浮点网络在全部样本上的最大值，单位与张量相同</translation>
    </message>
    <message>
        <source>Values beyond ± threshold are clipped: the scale is threshold ÷ 127 for int8. Chosen from the histogram by the method of calibration_type</source>
        <translation>超出 ± 阈值的数值被截断：int8 的比例为阈值 ÷ 127。由 calibration_type 的方法根据直方图选定</translation>
    </message>
    <message>
        <source>Elements with |x| beyond the threshold ÷ elements seen</source>
        <translation>|x| 超过阈值的元素数 ÷ 统计的元素数</translation>
    </message>
    <message>
        <source>Elements of the tensor × samples</source>
        <translation>张量元素数 × 样本数</translation>
    </message>
    <message>
        <source>Elements that were no numbers; they are left out of range and histogram</source>
        <translation>不是数的元素；不计入范围和直方图</translation>
    </message>
</context>
<context>
    <name>lathe::Chart</name>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Save as %1…</source>
        <translation>另存为 %1…</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>保存图表</translation>
    </message>
</context>
<context>
    <name>lathe::ConfigPage</name>
    <message>
        <source>Copy command line</source>
        <translation>复制命令行</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>有效</translation>
    </message>
    <message numerus="yes">
        <source>Valid, %n note(s)</source>
        <translation>
            <numerusform>有效，%n 条提示</numerusform>
        </translation>
    </message>
    <message>
        <source>Export configuration</source>
        <translation>导出配置</translation>
    </message>
    <message>
        <source>Configuration (*.yaml)</source>
        <translation>配置 (*.yaml)</translation>
    </message>
    <message>
        <source>lathe build --config … does the same without a window; it reads the file that was opened or exported last</source>
        <translation>lathe build --config … 无需窗口即可完成同样的工作；它读取最近打开或导出的文件</translation>
    </message>
</context>
<context>
    <name>lathe::GraphPage</name>
    <message>
        <source>Graph</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>着色</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>训练图</translation>
    </message>
    <message>
        <source>Optimised</source>
        <translation>优化图</translation>
    </message>
    <message>
        <source>Colour: %1</source>
        <translation>着色：%1</translation>
    </message>
    <message>
        <source>Find (Ctrl+F)</source>
        <translation>查找 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Find in the graph</source>
        <translation>在图中查找</translation>
    </message>
    <message>
        <source>Laying out…</source>
        <translation>正在布局…</translation>
    </message>
    <message>
        <source>Zoom out (Ctrl+-)</source>
        <translation>缩小 (Ctrl+-)</translation>
    </message>
    <message>
        <source>Zoom in (Ctrl++)</source>
        <translation>放大 (Ctrl++)</translation>
    </message>
    <message>
        <source>Fit all (Home)</source>
        <translation>显示全部 (Home)</translation>
    </message>
    <message>
        <source>Lay out graph</source>
        <translation>计算图布局</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>By default or quant_config</source>
        <translation>按默认值或 quant_config</translation>
    </message>
    <message>
        <source>Zoom to selection</source>
        <translation>缩放到所选</translation>
    </message>
    <message>
        <source>Fit all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>&lt;p&gt;Find a node, a type or a tensor. Enter goes to the next, Shift+Enter to the previous one, Esc to the graph.&lt;/p&gt;&lt;p&gt;Terms that all have to hold: &lt;b&gt;type:Conv&lt;/b&gt;, &lt;b&gt;kernel:3x3&lt;/b&gt;, &lt;b&gt;c&amp;gt;256&lt;/b&gt;, &lt;b&gt;h:7..14&lt;/b&gt;, &lt;b&gt;shape:1x?x7x7&lt;/b&gt;, &lt;b&gt;dtype:float32&lt;/b&gt;, &lt;b&gt;params&amp;gt;1M&lt;/b&gt;, &lt;b&gt;name:~^/block\d&lt;/b&gt; (a regular expression), &lt;b&gt;-type:Relu&lt;/b&gt; (not). * stands for anything.&lt;/p&gt;</source>
        <translation>&lt;p&gt;查找节点、类型或张量。Enter 到下一个，Shift+Enter 到上一个，Esc 回到图。&lt;/p&gt;&lt;p&gt;必须同时成立的条件：&lt;b&gt;type:Conv&lt;/b&gt;、&lt;b&gt;kernel:3x3&lt;/b&gt;、&lt;b&gt;c&amp;gt;256&lt;/b&gt;、&lt;b&gt;h:7..14&lt;/b&gt;、&lt;b&gt;shape:1x?x7x7&lt;/b&gt;、&lt;b&gt;dtype:float32&lt;/b&gt;、&lt;b&gt;params&amp;gt;1M&lt;/b&gt;、&lt;b&gt;name:~^/block\d&lt;/b&gt;（正则表达式）、&lt;b&gt;-type:Relu&lt;/b&gt;（非）。* 代表任意内容。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>at letter %1: ?</source>
        <translation>第 %1 个字符：？</translation>
    </message>
    <message>
        <source>Save picture of the selection</source>
        <translation>保存所选部分的图片</translation>
    </message>
    <message>
        <source>Save picture of the graph</source>
        <translation>保存图的图片</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.pdf *.png)</source>
        <translation>图片 (*.svg *.pdf *.png)</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Picture saved: %1</source>
        <translation>图片已保存：%1</translation>
    </message>
    <message>
        <source>Light up what it needs</source>
        <translation>点亮它依赖的节点</translation>
    </message>
    <message>
        <source>Light up what needs it</source>
        <translation>点亮依赖它的节点</translation>
    </message>
    <message>
        <source>Save picture of the selection…</source>
        <translation>保存所选部分的图片…</translation>
    </message>
    <message>
        <source>Save picture of the graph…</source>
        <translation>保存图的图片…</translation>
    </message>
</context>
<context>
    <name>lathe::GraphView</name>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
</context>
<context>
    <name>lathe::Inspector</name>
    <message numerus="yes">
        <source>graph of %n node(s)</source>
        <translation>
            <numerusform>%n 个节点的子图</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>not set here</source>
        <translation>未单独设置</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>A precision set here goes to all of them</source>
        <translation>此处设置的精度应用于所有所选节点</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>MACs</source>
        <translation>MAC 数</translation>
    </message>
    <message>
        <source>Types</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Select a node to see its attributes, tensors, precision and cost</source>
        <translation>选择节点以查看属性、张量、精度与开销</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Opset</source>
        <translation>Opset</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>生成工具</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Nodes by type</source>
        <translation>按类型统计</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>计算量</translation>
    </message>
    <message>
        <source>Vector operations</source>
        <translation>向量运算</translation>
    </message>
    <message>
        <source>Special functions</source>
        <translation>特殊函数</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>On %1</source>
        <translation>在 %1 上</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Wall time that the layer adds: its end minus the end of the layer before</source>
        <translation>该层增加的时间：本层结束减去上一层结束</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>MACs ÷ (peak × layer time)</source>
        <translation>MAC 数 ÷（峰值 × 层时间）</translation>
    </message>
    <message>
        <source>DDR read</source>
        <translation>DDR 读</translation>
    </message>
    <message>
        <source>DDR written</source>
        <translation>DDR 写</translation>
    </message>
    <message>
        <source>Bound by</source>
        <translation>瓶颈</translation>
    </message>
    <message>
        <source>Error against float</source>
        <translation>相对浮点的误差</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>SQNR</source>
        <translation>SQNR</translation>
    </message>
    <message>
        <source>Largest error</source>
        <translation>最大误差</translation>
    </message>
    <message>
        <source>By default and by quant_config, each node as it is said for it</source>
        <translation>按默认值和 quant_config，各节点分别处理</translation>
    </message>
    <message>
        <source>by %1: %2</source>
        <translation>按 %1：%2</translation>
    </message>
    <message>
        <source>quant_config for the node</source>
        <translation>该节点的 quant_config</translation>
    </message>
    <message>
        <source>quant_config for every %1</source>
        <translation>quant_config 中所有 %1</translation>
    </message>
    <message>
        <source>by default: %1</source>
        <translation>默认：%1</translation>
    </message>
</context>
<context>
    <name>lathe::IpReportPage</name>
    <message>
        <source>How fast will it be?</source>
        <translation>速度如何？</translation>
    </message>
    <message>
        <source>Build to see latency, utilization, memory traffic and where the time goes, per layer.</source>
        <translation>构建后可逐层查看延迟、利用率、访存与时间分布。</translation>
    </message>
    <message>
        <source>Build (F7)</source>
        <translation>构建 (F7)</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Save as HTML, JSON or CSV</source>
        <translation>保存为 HTML、JSON 或 CSV</translation>
    </message>
    <message>
        <source>Arithmetic intensity (MAC/byte of DDR)</source>
        <translation>计算强度 (MAC/DDR 字节)</translation>
    </message>
    <message>
        <source>Performance (GMAC/s)</source>
        <translation>性能 (GMAC/s)</translation>
    </message>
    <message>
        <source>compute</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>访存</translation>
    </message>
    <message>
        <source>host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>%1 on %2.</source>
        <translation>%1，%2。</translation>
    </message>
    <message numerus="yes">
        <source>%n assumption(s): hover to read.</source>
        <translation>
            <numerusform>%n 项假设：悬停查看。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Web page (*.html);;JSON (*.json);;CSV (*.csv)</source>
        <translation>网页 (*.html);;JSON (*.json);;CSV (*.csv)</translation>
    </message>
    <message>
        <source>Layers whose MAC and vector engines are busy longer than their transfers</source>
        <translation>MAC 与向量引擎忙碌时间长于传输的层</translation>
    </message>
    <message>
        <source>Layers whose transfers through DDR take longest</source>
        <translation>DDR 传输时间最长的层</translation>
    </message>
    <message>
        <source>Layers that the accelerator cannot run</source>
        <translation>加速器无法运行的层</translation>
    </message>
    <message>
        <source>layer overhead</source>
        <translation>层开销</translation>
    </message>
    <message>
        <source>Layers so small that starting them is what takes time</source>
        <translation>小到启动本身最耗时的层</translation>
    </message>
    <message>
        <source>start-up</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Once per inference, before the first layer: fixed_overhead_us of the device</source>
        <translation>每次推理一次，在第一层之前：设备的 fixed_overhead_us</translation>
    </message>
    <message>
        <source>A point per layer: its MACs ÷ its DDR bytes, and its MACs ÷ the time it adds. The line is what the device could reach: DDR rate × intensity, up to the peak of the array. Click a point to select the layer.</source>
        <translation>每层一个点：MAC ÷ DDR 字节，以及 MAC ÷ 所增加的时间。线为设备可达到的上限：DDR 速率 × 强度，至阵列峰值。点击点可选择该层。</translation>
    </message>
    <message>
        <source>roof at %1 MAC/byte: %2</source>
        <translation>%1 MAC/字节处的上限：%2</translation>
    </message>
    <message>
        <source>%1: %2 MAC/byte, %3</source>
        <translation>%1：%2 MAC/字节，%3</translation>
    </message>
</context>
<context>
    <name>lathe::LayerTable</name>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Build (F7) to see every layer with its time, utilization and traffic</source>
        <translation>构建 (F7) 后可查看每层的时间、利用率与访存</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Operators</source>
        <translation>算子</translation>
    </message>
    <message>
        <source>Bound by</source>
        <translation>瓶颈</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Utilization</source>
        <translation>利用率</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>DDR read</source>
        <translation>DDR 读</translation>
    </message>
    <message>
        <source>DDR written</source>
        <translation>DDR 写</translation>
    </message>
    <message>
        <source>Cycles</source>
        <translation>周期</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Place in the order of execution</source>
        <translation>执行顺序中的位置</translation>
    </message>
    <message>
        <source>What takes longest: MAC and vector engines, transfers, the host, or starting the layer</source>
        <translation>耗时最长者：MAC 与向量引擎、传输、主机或启动该层</translation>
    </message>
    <message>
        <source>Wall time that the layer adds, as simulated: its end minus the end of the layers before</source>
        <translation>该层增加的时间（仿真）：其结束时刻减去之前各层的结束时刻</translation>
    </message>
    <message>
        <source>MACs ÷ (macs_per_cycle × clock_mhz × latency of the layer), at most 100 %</source>
        <translation>MAC ÷ (macs_per_cycle × clock_mhz × 该层延迟)，最多 100 %</translation>
    </message>
    <message>
        <source>Multiply-accumulates, counted from the shapes of the layer</source>
        <translation>乘加次数，由该层形状统计</translation>
    </message>
    <message>
        <source>Activations and weights that the program&apos;s transfers read through DDR</source>
        <translation>程序经 DDR 读取的激活和权重</translation>
    </message>
    <message>
        <source>Activations that the program&apos;s transfers write through DDR</source>
        <translation>程序经 DDR 写出的激活</translation>
    </message>
    <message>
        <source>(end − start of the layer) × clock_mhz of the device</source>
        <translation>(该层结束 − 开始) × 设备的 clock_mhz</translation>
    </message>
</context>
<context>
    <name>lathe::LogModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>lathe::MainWindow</name>
    <message>
        <source>Device</source>
        <translation>器件</translation>
    </message>
    <message>
        <source>The device to build for</source>
        <translation>构建的目标器件</translation>
    </message>
    <message>
        <source>Compare devices</source>
        <translation>比较器件</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>计算图</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>属性</translation>
    </message>
    <message>
        <source>Problems and log</source>
        <translation>问题与日志</translation>
    </message>
    <message>
        <source>Export configuration</source>
        <translation>导出配置</translation>
    </message>
    <message>
        <source>Configuration (*.yaml)</source>
        <translation>配置 (*.yaml)</translation>
    </message>
    <message>
        <source>About Lathe</source>
        <translation>关于 Lathe</translation>
    </message>
    <message>
        <source>Lathe turns a trained network into a program for an NPU, shows every step, and says how fast and how accurate the result will be.</source>
        <translation>Lathe 将训练好的网络转换为 NPU 程序，展示每一步，并给出结果的速度与精度。</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>撤销(&amp;U)：%1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo: %1</source>
        <translation>重做(&amp;R)：%1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Stop the build (Shift+Esc)</source>
        <translation>停止构建 (Shift+Esc)</translation>
    </message>
    <message>
        <source>Build what is stale (F7)</source>
        <translation>构建过期阶段 (F7)</translation>
    </message>
    <message>
        <source>Lathe</source>
        <translation>Lathe</translation>
    </message>
    <message>
        <source>%1[*] – Lathe</source>
        <translation>%1[*] – Lathe</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Models, configurations, projects (%1*.yaml *.yml *.latheproj);;All files (*)</source>
        <translation>模型、配置、工程 (%1*.yaml *.yml *.latheproj);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>Lathe project (*.latheproj)</source>
        <translation>Lathe 工程 (*.latheproj)</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>Save the changes to “%1”?</source>
        <translation>是否保存对“%1”的更改？</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>%1 frames/s</source>
        <translation>%1 帧/秒</translation>
    </message>
    <message>
        <source>accuracy unknown: calibrated on random data</source>
        <translation>精度未知：用随机数据校准</translation>
    </message>
    <message>
        <source>output cosine %1</source>
        <translation>输出余弦相似度 %1</translation>
    </message>
    <message>
        <source>top-1 float %1, quantized %2</source>
        <translation>top-1：浮点 %1，量化 %2</translation>
    </message>
    <message>
        <source>same top-1 %1</source>
        <translation>top-1 相同 %1</translation>
    </message>
    <message>
        <source>Built in %1</source>
        <translation>构建完成，用时 %1</translation>
    </message>
    <message>
        <source>IP evaluation</source>
        <translation>IP 评估</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Build saved</source>
        <translation>构建结果已保存</translation>
    </message>
    <message>
        <source>Open output folder</source>
        <translation>打开输出文件夹</translation>
    </message>
    <message>
        <source>This desktop has no program that shows folders</source>
        <translation>此桌面没有可显示文件夹的程序</translation>
    </message>
    <message>
        <source>The build is in %1</source>
        <translation>构建结果在 %1</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Profiler</source>
        <translation>性能分析</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>lathe::NoCalibrationPage</name>
    <message>
        <source>Accuracy needs calibration data</source>
        <translation>精度需要校准数据</translation>
    </message>
    <message>
        <source>Choose calibration data…</source>
        <translation>选择校准数据…</translation>
    </message>
    <message>
        <source>Calibrate with KL</source>
        <translation>用 KL 校准</translation>
    </message>
    <message>
        <source>calibration_type: kl – thresholds that lose least information; the usual choice</source>
        <translation>calibration_type: kl – 信息损失最小的阈值；通常的选择</translation>
    </message>
    <message>
        <source>Calibrate with max</source>
        <translation>用最大值校准</translation>
    </message>
    <message>
        <source>calibration_type: max – the largest value seen; nothing is clipped</source>
        <translation>calibration_type: max – 见到的最大值；不截断</translation>
    </message>
    <message>
        <source>calibration_type is skip: the ranges of all tensors come from random data. That is enough to judge speed; an accuracy measured so would say nothing about your network.</source>
        <translation>calibration_type 为 skip：所有张量的范围来自随机数据。判断速度已足够；这样测得的精度不能说明您的网络。</translation>
    </message>
    <message>
        <source>The samples are chosen already. Pick how thresholds come from them, then build.</source>
        <translation>样本已经选好。请选择由其得到阈值的方法，然后构建。</translation>
    </message>
    <message>
        <source>Choose a folder of samples like those that the network will see; a hundred pictures usually do. Then build.</source>
        <translation>请选择与网络实际输入相近的样本文件夹，通常一百张图片即可，然后构建。</translation>
    </message>
</context>
<context>
    <name>lathe::NodeTable</name>
    <message>
        <source>Filter nodes</source>
        <translation>筛选节点</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Open a model to see its nodes</source>
        <translation>打开模型以查看节点</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
</context>
<context>
    <name>lathe::PipelineBar</name>
    <message>
        <source>not yet</source>
        <translation>未执行</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>running</source>
        <translation>执行中</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>来自缓存</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Stages of the conversion</source>
        <translation>转换阶段</translation>
    </message>
</context>
<context>
    <name>lathe::PrecisionPage</name>
    <message>
        <source>Filter by node, type, precision, reason</source>
        <translation>按节点、类型、精度、原因筛选</translation>
    </message>
    <message>
        <source>Open a model to set the precision of its nodes</source>
        <translation>打开模型以设置其节点的精度</translation>
    </message>
    <message>
        <source>Selected to</source>
        <translation>所选设为</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>int8 %1  ·  int16 %2  ·  float16 %3  ·  float %4</source>
        <translation>int8 %1  ·  int16 %2  ·  float16 %3  ·  浮点 %4</translation>
    </message>
    <message>
        <source>Build to see the effective precision and why</source>
        <translation>构建后可查看实际精度及原因</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Configured</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Double click or F2 to edit</source>
        <translation>双击或按 F2 编辑</translation>
    </message>
    <message>
        <source>Effective</source>
        <translation>实际</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>器件</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>folded away by the optimiser</source>
        <translation>已被优化器折叠</translation>
    </message>
    <message>
        <source>Cosine similarity of the node&apos;s output, float against quantized, over all samples; measured</source>
        <translation>该节点输出的浮点与量化余弦相似度，对全部样本；实测</translation>
    </message>
    <message>
        <source>Nodes of the trained model by the precision they got; nodes that were folded away are not counted</source>
        <translation>按所得精度统计的训练模型节点；被折叠的节点不计</translation>
    </message>
</context>
<context>
    <name>lathe::ProfilerPage</name>
    <message>
        <source>Where does the time go?</source>
        <translation>时间花在哪里？</translation>
    </message>
    <message>
        <source>Build to see every engine at work: transfers, multiplications, vector operations, waits and their causes.</source>
        <translation>构建后可查看各引擎的工作：传输、乘加、向量运算、等待及其原因。</translation>
    </message>
    <message>
        <source>Build (F7)</source>
        <translation>构建 (F7)</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>完整运行</translation>
    </message>
    <message>
        <source>Export trace…</source>
        <translation>导出跟踪…</translation>
    </message>
    <message>
        <source>For Perfetto and chrome://tracing</source>
        <translation>供 Perfetto 与 chrome://tracing 使用</translation>
    </message>
    <message>
        <source>Whole run: %1</source>
        <translation>完整运行：%1</translation>
    </message>
    <message>
        <source>Range: %1 from %2</source>
        <translation>区间：%1，起于 %2</translation>
    </message>
    <message>
        <source>%1 instructions</source>
        <translation>%1 条指令</translation>
    </message>
    <message>
        <source>DDR %1</source>
        <translation>DDR %1</translation>
    </message>
    <message>
        <source>Export trace</source>
        <translation>导出跟踪</translation>
    </message>
    <message>
        <source>Trace (*.json)</source>
        <translation>跟踪 (*.json)</translation>
    </message>
    <message>
        <source>Share of the span in which each engine works. Instructions and DDR bytes count whole when any part of them lies in the span. Drag over the timeline to choose a span; a click lets it go.</source>
        <translation>各引擎在该时间段内的工作占比。指令和 DDR 字节只要有一部分在段内就全部计入。在时间线上拖动选择时间段，单击取消。</translation>
    </message>
    <message>
        <source>From start-up to the last event (Home)</source>
        <translation>从启动到最后一个事件 (Home)</translation>
    </message>
    <message>
        <source>Without start-up</source>
        <translation>不含启动</translation>
    </message>
    <message>
        <source>From the first instruction on</source>
        <translation>从第一条指令开始</translation>
    </message>
    <message>
        <source>start-up %1</source>
        <translation>启动 %1</translation>
    </message>
</context>
<context>
    <name>lathe::ProjectDocument</name>
    <message>
        <source>Edit configuration</source>
        <translation>编辑配置</translation>
    </message>
    <message>
        <source>Set device to %1</source>
        <translation>将器件设为 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>Set %1 to %2</source>
        <translation>将 %1 设为 %2</translation>
    </message>
    <message>
        <source>Reset precision of %1</source>
        <translation>重置 %1 的精度</translation>
    </message>
    <message>
        <source>The configuration has errors</source>
        <translation>配置有错误</translation>
    </message>
    <message>
        <source>See Problems; each one leads to its line</source>
        <translation>见“问题”，每项均可跳转到对应行</translation>
    </message>
    <message>
        <source>Build for %1</source>
        <translation>为 %1 构建</translation>
    </message>
    <message>
        <source>“%1” is nothing that Lathe can open</source>
        <translation>Lathe 无法打开“%1”</translation>
    </message>
    <message>
        <source>Open a model (%1), a build configuration (.yaml) or a project (.latheproj)</source>
        <translation>请打开模型 (%1)、构建配置 (.yaml) 或工程 (.latheproj)</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Save build</source>
        <translation>保存构建结果</translation>
    </message>
</context>
<context>
    <name>lathe::Recovery</name>
    <message>
        <source>The last session ended unexpectedly</source>
        <translation>上次会话意外结束</translation>
    </message>
    <message>
        <source>Your unsaved work was restored. Save it to keep it.</source>
        <translation>未保存的工作已恢复，请保存。</translation>
    </message>
</context>
<context>
    <name>lathe::SampleDelegate</name>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
</context>
<context>
    <name>lathe::SampleModel</name>
    <message>
        <source>List samples</source>
        <translation>列出样本</translation>
    </message>
    <message>
        <source>%1 × %2 pixels</source>
        <translation>%1 × %2 像素</translation>
    </message>
    <message>
        <source>input %1</source>
        <translation>输入 %1</translation>
    </message>
    <message>
        <source>Read pictures</source>
        <translation>读取图片</translation>
    </message>
</context>
<context>
    <name>lathe::SaveBuildDialog</name>
    <message>
        <source>Save build</source>
        <translation>保存构建结果</translation>
    </message>
    <message>
        <source>Writes what &lt;b&gt;lathe build&lt;/b&gt; writes, under names that begin with &lt;b&gt;%1&lt;/b&gt;: the program, the models of all stages, the reports and the log. Files of the same names are replaced.</source>
        <translation>写出 &lt;b&gt;lathe build&lt;/b&gt; 的全部产物，文件名以 &lt;b&gt;%1&lt;/b&gt; 开头：程序、各阶段模型、报告和日志。同名文件会被替换。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>working_dir of the configuration; made when it is not there</source>
        <translation>配置中的 working_dir；不存在时会创建</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Save build in</source>
        <translation>构建结果保存到</translation>
    </message>
</context>
<context>
    <name>lathe::StartPage</name>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Drop a model, a configuration or a project here</source>
        <translation>将模型、配置或工程拖放到此处</translation>
    </message>
    <message>
        <source>Convert a trained network for an NPU</source>
        <translation>为 NPU 转换训练好的网络</translation>
    </message>
    <message>
        <source>See how fast and how accurate it will be, before any board is bought.</source>
        <translation>购买开发板之前，先了解速度与精度。</translation>
    </message>
    <message>
        <source>What can I open?</source>
        <translation>可以打开什么？</translation>
    </message>
    <message>
        <source>&lt;b&gt;.onnx&lt;/b&gt;  a trained model, opset 7 to 21, weights inside or beside it</source>
        <translation>&lt;b&gt;.onnx&lt;/b&gt;  训练好的模型，opset 7 至 21，权重内嵌或外置</translation>
    </message>
    <message>
        <source>&lt;b&gt;.prototxt&lt;/b&gt;  a Caffe network, with the .caffemodel of the same name beside it</source>
        <translation>&lt;b&gt;.prototxt&lt;/b&gt;  Caffe 网络，同名的 .caffemodel 放在旁边</translation>
    </message>
    <message>
        <source>&lt;b&gt;.yaml&lt;/b&gt;  a build configuration in the language of hb_compile</source>
        <translation>&lt;b&gt;.yaml&lt;/b&gt;  采用 hb_compile 格式的构建配置</translation>
    </message>
    <message>
        <source>&lt;b&gt;.latheproj&lt;/b&gt;  a project that Lathe saved</source>
        <translation>&lt;b&gt;.latheproj&lt;/b&gt;  Lathe 保存的工程</translation>
    </message>
    <message>
        <source>Nothing leaves this machine. Press ? for the keys.</source>
        <translation>数据不会离开本机。按 ? 查看快捷键。</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>打开示例工程</translation>
    </message>
</context>
<context>
    <name>lathe::StatusPanel</name>
    <message>
        <source>Stop (Shift+Esc)</source>
        <translation>停止 (Shift+Esc)</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) selected</source>
        <translation>
            <numerusform>已选 %n 个节点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n node(s)</source>
        <translation>
            <numerusform>%n 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 参数</translation>
    </message>
    <message>
        <source>est. %1 on %2</source>
        <translation>估计 %1（%2）</translation>
    </message>
    <message>
        <source>Analytical estimate: per node the larger of compute and memory time, plus overheads. A build simulates it.</source>
        <translation>解析估计：每个节点取计算与访存时间的较大者，再加开销。构建后会进行仿真。</translation>
    </message>
    <message>
        <source>%1 on %2 (%3)</source>
        <translation>%1（%2，%3）</translation>
    </message>
    <message>
        <source>Simulated latency of the build, with optimize_level %1. After an edit an estimate stands here until the next build.</source>
        <translation>本次构建仿真得到的延迟，optimize_level 为 %1。修改配置后，这里显示估计值，直到下一次构建。</translation>
    </message>
    <message>
        <source>The last build, before the edits: %1</source>
        <translation>修改前的上次构建：%1</translation>
    </message>
</context>
<context>
    <name>lathe::TargetsPage</name>
    <message>
        <source>Devices</source>
        <translation>器件</translation>
    </message>
    <message>
        <source>Filter devices</source>
        <translation>筛选器件</translation>
    </message>
    <message>
        <source>Use this device</source>
        <translation>使用此器件</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>No device descriptions were found</source>
        <translation>未找到器件描述</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message numerus="yes">
        <source>no: %n node(s) refused</source>
        <translation>
            <numerusform>不能：%n 个节点被拒绝</numerusform>
        </translation>
    </message>
    <message>
        <source>whole</source>
        <translation>全部</translation>
    </message>
    <message numerus="yes">
        <source>%n node(s) on the host</source>
        <translation>
            <numerusform>%n 个节点在主机上</numerusform>
        </translation>
    </message>
    <message>
        <source>Device</source>
        <translation>器件</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>厂商</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>芯片</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>估计</translation>
    </message>
    <message>
        <source>Runs the model</source>
        <translation>能否运行</translation>
    </message>
    <message>
        <source>Peak (TOPS)</source>
        <translation>峰值 (TOPS)</translation>
    </message>
    <message>
        <source>Clock (MHz)</source>
        <translation>时钟 (MHz)</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>核心数</translation>
    </message>
    <message>
        <source>On-chip</source>
        <translation>片上</translation>
    </message>
    <message>
        <source>DDR (GB/s)</source>
        <translation>DDR (GB/s)</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Open a model to see an estimate</source>
        <translation>打开模型以查看估计</translation>
    </message>
    <message>
        <source>Before any build: start-up overhead, and for each node the longest of its MAC, vector and DDR time plus the layer overhead; host nodes at the host&apos;s rates. A build simulates it tile by tile.</source>
        <translation>构建前的估计：启动开销，加上每个节点的 MAC、向量、DDR 时间中最长者与层开销；主机节点按主机速率。构建会逐块仿真。</translation>
    </message>
    <message>
        <source>int8 operations: 2 × macs_per_cycle × clock_mhz</source>
        <translation>int8 运算：2 × macs_per_cycle × clock_mhz</translation>
    </message>
    <message>
        <source>Accelerator cores of the chip; core_num says how many of them one inference runs on</source>
        <translation>芯片的加速器核数；core_num 决定一次推理在其中几个核上运行</translation>
    </message>
    <message>
        <source>The rate of the parts; ddr_efficiency is the share that programs get</source>
        <translation>存储器件的速率；ddr_efficiency 为程序可得的比例</translation>
    </message>
</context>
<context>
    <name>lathe::TimelineView</name>
    <message>
        <source>%1, core %2</source>
        <translation>%1，核心 %2</translation>
    </message>
    <message>
        <source>%1 busy</source>
        <translation>忙 %1</translation>
    </message>
    <message>
        <source>DDR</source>
        <translation>DDR</translation>
    </message>
    <message>
        <source>peak %1</source>
        <translation>峰值 %1</translation>
    </message>
    <message>
        <source>On-chip</source>
        <translation>片上</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>tile %1, %2 at %3</source>
        <translation>分块 %1，%2，起于 %3</translation>
    </message>
    <message>
        <source>%1 cycles</source>
        <translation>%1 周期</translation>
    </message>
    <message>
        <source>%1 through DDR at %2</source>
        <translation>经 DDR %1，%2</translation>
    </message>
    <message>
        <source>%1 MACs</source>
        <translation>%1 次 MAC</translation>
    </message>
    <message>
        <source>waited %1 for %2</source>
        <translation>等待 %1，原因 %2</translation>
    </message>
    <message>
        <source>start-up overhead %1</source>
        <translation>启动开销 %1</translation>
    </message>
    <message>
        <source>start-up %1</source>
        <translation>启动 %1</translation>
    </message>
    <message>
        <source>Start-up overhead: %1, %2 of the run.</source>
        <translation>启动开销：%1，占整个运行的 %2。</translation>
    </message>
    <message>
        <source>Once per inference, before the first instruction: runtime call and task switch. No engine works in it.</source>
        <translation>每次推理一次，在第一条指令之前：运行时调用和任务切换。其间没有引擎工作。</translation>
    </message>
    <message>
        <source>%1: %2 busy = %3 of bars ÷ %4 of the whole run, start-up overhead included</source>
        <translation>%1：忙碌 %2 = 条形共 %3 ÷ 整个运行 %4（含启动开销）</translation>
    </message>
    <message>
        <source>DDR at %1: %2</source>
        <translation>%1 时的 DDR：%2</translation>
    </message>
    <message>
        <source>All transfers under way together; the plot shows the most in each pixel, up to the peak of this run, %1</source>
        <translation>同时进行的全部传输；图中每个像素取最大值，上限为本次运行的峰值 %1</translation>
    </message>
    <message>
        <source>The device gives at most %1 = ddr_gbps × ddr_efficiency</source>
        <translation>设备最多提供 %1 = ddr_gbps × ddr_efficiency</translation>
    </message>
    <message>
        <source>On-chip memory at %1: %2</source>
        <translation>%1 时的片上存储：%2</translation>
    </message>
    <message>
        <source>Sum of the buffers alive, each from the start of its first layer to the end of its last; peak %1</source>
        <translation>存活缓冲区之和，每个从其首层开始到末层结束；峰值 %1</translation>
    </message>
</context>
<context>
    <name>lathe::YamlEditor</name>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
</context>
</TS>
