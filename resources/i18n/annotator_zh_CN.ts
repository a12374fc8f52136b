<?xml version='1.0' encoding='utf-8'?>
<TS version="2.1" language="zh_CN">
<context>
    <name>actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>转到(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Object</source>
        <translation>对象(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>掩码(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Propagate</source>
        <translation>传播(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审查(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Open video or project…</source>
        <translation>打开视频或项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Open image &amp;folder…</source>
        <translation>打开图像文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Open &amp;demo clip</source>
        <translation>打开演示片段(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Save a copy…</source>
        <translation>保存副本(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Relink video…</source>
        <translation>重新链接视频(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
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
        <source>&amp;Copy mask</source>
        <translation>复制掩码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Paste mask</source>
        <translation>粘贴掩码(&amp;P)</translation>
    </message>
    <message>
        <source>Copy mask to &amp;next frame</source>
        <translation>复制掩码到下一帧(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Delete mask here</source>
        <translation>删除此处的掩码(&amp;D)</translation>
    </message>
    <message>
        <source>Delete masks from here to the &amp;end</source>
        <translation>删除从此处到结尾的掩码(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Fit picture</source>
        <translation>适合画面(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual pixels (1:1)</source>
        <translation>实际像素 (1:1)(&amp;A)</translation>
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
        <source>Show &amp;masks</source>
        <translation>显示掩码(&amp;M)</translation>
    </message>
    <message>
        <source>Show out&amp;lines</source>
        <translation>显示轮廓(&amp;L)</translation>
    </message>
    <message>
        <source>Show &amp;rotated box</source>
        <translation>显示旋转框(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>播放或暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Play &amp;backward</source>
        <translation>倒放(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Stop playing</source>
        <translation>停止播放(&amp;S)</translation>
    </message>
    <message>
        <source>Play &amp;forward</source>
        <translation>正放(&amp;F)</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>10 frames back</source>
        <translation>后退 10 帧</translation>
    </message>
    <message>
        <source>10 frames on</source>
        <translation>前进 10 帧</translation>
    </message>
    <message>
        <source>1 second back</source>
        <translation>后退 1 秒</translation>
    </message>
    <message>
        <source>1 second on</source>
        <translation>前进 1 秒</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Previous keyframe of the object</source>
        <translation>对象的上一个关键帧</translation>
    </message>
    <message>
        <source>Next keyframe of the object</source>
        <translation>对象的下一个关键帧</translation>
    </message>
    <message>
        <source>&amp;Go to frame…</source>
        <translation>转到帧(&amp;G)…</translation>
    </message>
    <message>
        <source>Range starts here</source>
        <translation>范围从此处开始</translation>
    </message>
    <message>
        <source>Range ends here</source>
        <translation>范围到此处结束</translation>
    </message>
    <message>
        <source>Clear range</source>
        <translation>清除范围</translation>
    </message>
    <message>
        <source>&amp;New object</source>
        <translation>新建对象(&amp;N)</translation>
    </message>
    <message>
        <source>Delete &amp;whole object</source>
        <translation>删除整个对象(&amp;W)</translation>
    </message>
    <message>
        <source>Bring forward</source>
        <translation>上移一层</translation>
    </message>
    <message>
        <source>Send backward</source>
        <translation>下移一层</translation>
    </message>
    <message>
        <source>Bring to front</source>
        <translation>置于顶层</translation>
    </message>
    <message>
        <source>Send to back</source>
        <translation>置于底层</translation>
    </message>
    <message>
        <source>&amp;Out of view here</source>
        <translation>此处不在画面内(&amp;O)</translation>
    </message>
    <message>
        <source>O&amp;ccluded here</source>
        <translation>此处被遮挡(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Lock or unlock this frame</source>
        <translation>锁定或解锁此帧(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Reviewed (propagation keeps it)</source>
        <translation>已审查(传播时保留)(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Flag this frame</source>
        <translation>标记此帧(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fill holes</source>
        <translation>填充孔洞(&amp;F)</translation>
    </message>
    <message>
        <source>Drop &amp;islands</source>
        <translation>去除孤岛(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Smooth outline</source>
        <translation>平滑轮廓(&amp;S)</translation>
    </message>
    <message>
        <source>Snap to &amp;edges of the picture</source>
        <translation>吸附到画面边缘线(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Grow by a pixel</source>
        <translation>扩大一个像素(&amp;G)</translation>
    </message>
    <message>
        <source>Sh&amp;rink by a pixel</source>
        <translation>收缩一个像素(&amp;R)</translation>
    </message>
    <message>
        <source>Move mask left</source>
        <translation>掩码左移</translation>
    </message>
    <message>
        <source>Move mask right</source>
        <translation>掩码右移</translation>
    </message>
    <message>
        <source>Move mask up</source>
        <translation>掩码上移</translation>
    </message>
    <message>
        <source>Move mask down</source>
        <translation>掩码下移</translation>
    </message>
    <message>
        <source>Copy mask from &amp;previous frame</source>
        <translation>从上一帧复制掩码(&amp;P)</translation>
    </message>
    <message>
        <source>Copy mask from &amp;next frame</source>
        <translation>从下一帧复制掩码(&amp;N)</translation>
    </message>
    <message>
        <source>Pro&amp;tect other objects</source>
        <translation>保护其他对象(&amp;T)</translation>
    </message>
    <message>
        <source>Propagate &amp;forward</source>
        <translation>向前传播(&amp;F)</translation>
    </message>
    <message>
        <source>Propagate &amp;backward</source>
        <translation>向后传播(&amp;B)</translation>
    </message>
    <message>
        <source>Propagate within the &amp;range</source>
        <translation>在范围内传播(&amp;R)</translation>
    </message>
    <message>
        <source>Propagate &amp;one frame</source>
        <translation>传播一帧(&amp;O)</translation>
    </message>
    <message>
        <source>Propagate one frame back</source>
        <translation>向后传播一帧</translation>
    </message>
    <message>
        <source>Propagate &amp;some frames…</source>
        <translation>传播若干帧(&amp;S)…</translation>
    </message>
    <message>
        <source>Propagate some frames back…</source>
        <translation>向后传播若干帧…</translation>
    </message>
    <message>
        <source>Propagate both &amp;ways</source>
        <translation>双向传播(&amp;W)</translation>
    </message>
    <message>
        <source>Propagate &amp;all objects forward</source>
        <translation>向前传播所有对象(&amp;A)</translation>
    </message>
    <message>
        <source>Propagate all objects bac&amp;kward</source>
        <translation>向后传播所有对象(&amp;K)</translation>
    </message>
    <message>
        <source>Propagate all objects within the range</source>
        <translation>在范围内传播所有对象</translation>
    </message>
    <message>
        <source>&amp;Merge from the keyframes on both sides</source>
        <translation>从两侧关键帧合并(&amp;M)</translation>
    </message>
    <message>
        <source>Show the &amp;newest frame while running</source>
        <translation>运行时显示最新帧(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Next frame to review</source>
        <translation>下一个待审查的帧(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous frame to review</source>
        <translation>上一个待审查的帧(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Accept and go on</source>
        <translation>接受并继续(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Select</source>
        <translation>选择(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Box</source>
        <translation>方框(&amp;B)</translation>
    </message>
    <message>
        <source>Br&amp;ush</source>
        <translation>画笔(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>多边形(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Lasso</source>
        <translation>套索(&amp;L)</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>&amp;Find a command…</source>
        <translation>查找命令(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>Show the &amp;hints again</source>
        <translation>再次显示提示(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>Select no object</source>
        <translation>不选择对象</translation>
    </message>
    <message>
        <source>Select object {0}</source>
        <translation>选择对象 {0}</translation>
    </message>
</context>
</TS>